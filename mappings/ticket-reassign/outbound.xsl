<?xml version="1.0" encoding="UTF-8"?>
<!-- The ticket as the parameters of Ticket.Reassign. -->
<xsl:transform version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="xml" encoding="utf-8" indent="yes"/>

  <!-- Don't return unmatched text. -->
  <xsl:template match="text()"/>

  <xsl:template match="/">
    <RootElement>
      <!-- Whose tickets, and who gets them. -->
      <UserLogin><xsl:value-of select="//Ticket/DynamicField[Name = 'UserLogin']/Value"/></UserLogin>
      <NewUserLogin><xsl:value-of select="//Ticket/DynamicField[Name = 'Successor']/Value"/></NewUserLogin>
    </RootElement>
  </xsl:template>
</xsl:transform>
