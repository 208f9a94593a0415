<?xml version="1.0" encoding="UTF-8"?>
<!-- The ticket as the parameters of CustomerUser.EndSessions. -->
<xsl:transform version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="xml" encoding="utf-8" indent="yes"/>

  <!-- Don't return unmatched text. -->
  <xsl:template match="text()"/>

  <xsl:template match="/">
    <RootElement>
      <UserLogin><xsl:value-of select="//Ticket/DynamicField[Name = 'UserLogin']/Value"/></UserLogin>
    </RootElement>
  </xsl:template>
</xsl:transform>
