"""The barcode header (U1 and U2) and the dynamic content (FDC1) of IRS 90918-9.

See ``notation``. U2 added the end of validity and the validity's duration.
"""

HEADER = """
UicBarcodeHeader = seq: format ia5; level2SignedData Level2DataType; level2Signature? octets
Level2DataType = seq: level1Data Level1DataType; level1Signature? octets; level2Data? DataType
Level1DataType = seq: securityProviderNum? code; securityProviderIA5? ia5; keyId? 0..99999;
    dataSequence [DataType]; level1KeyAlg? oid; level2KeyAlg? oid; level1SigningAlg? oid;
    level2SigningAlg? oid; level2PublicKey? octets; 2:endOfValidityYear? 2016..2269;
    2:endOfValidityDay? 1..366; 2:endOfValidityTime? 0..1439; 2:validityDuration? 1..3600
DataType = seq: dataFormat ia5; data octets
"""

DYNAMIC = """
UicDynamicContentData = seq+: dynamicContentMobileAppId? ia5;
    dynamicContentTimeStamp? TimeStampData; dynamicContentGeoCoordinate? GeoCoordinateType;
    dynamicContentResponseToChallenge? [ExtensionData]; dynamicContentExtension? ExtensionData
TimeStampData = seq: day 1..366; time 0..86399
GeoCoordinateType = seq: geoUnit GeoUnitType=milliDegree;
    coordinateSystem GeoCoordinateSystemType=wgs84;
    hemisphereLongitude HemisphereLongitudeType=east;
    hemisphereLatitude HemisphereLatitudeType=north; longitude int; latitude int;
    accuracy? GeoUnitType
GeoUnitType = enum: microDegree tenthmilliDegree milliDegree centiDegree deciDegree
GeoCoordinateSystemType = enum: wgs84 grs80
HemisphereLongitudeType = enum: east west
HemisphereLatitudeType = enum: north south
ExtensionData = seq: extensionId ia5; extensionData octets
"""
