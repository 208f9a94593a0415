<?xml version="1.0" encoding="UTF-8"?>
<!-- The answer of CustomerUser.EndSessions as changes to the ticket. The ticket's state is the process's business. -->
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
            <Subject>Sessions ended</Subject>
            <Body><xsl:value-of select="concat(Result/Sessions, ' sessions of customer user ', Result/UserLogin, ' were ended.')"/></Body>
            <IsVisibleForCustomer>0</IsVisibleForCustomer>
          </Article>
        </xsl:otherwise>
      </xsl:choose>
    </RootElement>
  </xsl:template>
</xsl:transform>
