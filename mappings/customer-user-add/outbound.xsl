<?xml version="1.0" encoding="UTF-8"?>
<!-- The ticket as the parameters of CustomerUser.Add. -->
<xsl:transform version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="xml" encoding="utf-8" indent="yes"/>

  <!-- Don't return unmatched text. -->
  <xsl:template match="text()"/>

  <xsl:template match="/">
    <RootElement>
      <UserLogin><xsl:value-of select="//Ticket/DynamicField[Name = 'UserLogin']/Value"/></UserLogin>
      <UserFirstname><xsl:value-of select="//Ticket/DynamicField[Name = 'UserFirstname']/Value"/></UserFirstname>
      <UserLastname><xsl:value-of select="//Ticket/DynamicField[Name = 'UserLastname']/Value"/></UserLastname>
      <UserEmail><xsl:value-of select="//Ticket/DynamicField[Name = 'UserEmail']/Value"/></UserEmail>
      <!-- The requester's customer: set when the ticket was made, never typed by anybody. -->
      <UserCustomerID><xsl:value-of select="//Ticket/CustomerID"/></UserCustomerID>
      <ValidID><xsl:value-of select="//Ticket/DynamicField[Name = 'ValidState']/Value"/></ValidID>
    </RootElement>
  </xsl:template>
</xsl:transform>
