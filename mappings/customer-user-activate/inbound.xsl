<?xml version="1.0" encoding="UTF-8"?>
<!-- The answer of CustomerUser.Update as changes to the ticket. The ticket's state is the process's business. -->
<xsl:transform version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="xml" encoding="utf-8" indent="yes"/>

  <xsl:template match="/RootElement">
    <RootElement>
      <xsl:choose>
        <xsl:when test="not(Result)">
          <Ticket>
            <DynamicField>
              <Name>RequestResponse</Name>
              <Value><xsl:value-of select="Error/Message"/></Value>
            </DynamicField>
          </Ticket>
        </xsl:when>
        <xsl:otherwise>
          <Ticket>
            <DynamicField>
              <Name>RequestResponse</Name>
              <Value>ok</Value>
            </DynamicField>
          </Ticket>
          <Article>
            <Subject>Customer user activated again</Subject>
            <Body><xsl:value-of select="concat('Customer user ', Result/UserLogin, ' was activated again.')"/></Body>
            <IsVisibleForCustomer>0</IsVisibleForCustomer>
          </Article>
        </xsl:otherwise>
      </xsl:choose>
    </RootElement>
  </xsl:template>
</xsl:transform>
