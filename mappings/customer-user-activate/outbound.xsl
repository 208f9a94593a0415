<?xml version="1.0" encoding="UTF-8"?>
<!-- The ticket as the parameters of CustomerUser.Update: what undoes a deactivation. -->
<xsl:transform version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="xml" encoding="utf-8" indent="yes"/>

  <!-- Don't return unmatched text. -->
  <xsl:template match="text()"/>

  <xsl:template match="/">
    <RootElement>
      <!-- The login of the one to change. -->
      <ID><xsl:value-of select="//Ticket/DynamicField[Name = 'UserLogin']/Value"/></ID>
      <!-- Valid, whatever the ticket says. -->
      <ValidID>1</ValidID>
    </RootElement>
  </xsl:template>
</xsl:transform>
