"""What a UIC ticket can say: the rail ticket data ("FCB") of IRS 90918-9, versions 1.3, 2 and 3.

The order of the elements, which of them may be left out and each range decide which
bits stand for what, so every element is here, those that a gate never looks at, too.
The notation is explained in ``notation``. An element that only some versions have is
marked with them ("2-3:"). The three versions write the same bits within their minor
versions, so those are not told apart.
"""

from station_gate.tickets.uic.notation import Ranges

RANGES: dict[int, Ranges] = {
    1: {
        "minute": (0, 1440),
        "product": (0, 32000),
        "first": (-1, 700),
        "last": (0, 370),
        "day": (0, 370),
        "travel": (-1, 370),
    },
    2: {
        "minute": (0, 1439),
        "product": (0, 65535),
        "first": (-1, 700),
        "last": (-1, 370),
        "day": (0, 370),
        "travel": (-1, 370),
    },
    3: {
        "minute": (0, 1439),
        "product": (0, 65535),
        "first": (-367, 700),
        "last": (-1, 500),
        "day": (0, 500),
        "travel": (-1, 500),
    },
}
"""Ranges by version: a minute of a day, a product's number, the first and the last day of
validity, another day, the day of a journey."""

GROUPS = """
$reference = referenceIA5? ia5; referenceNum? int
$product = productOwnerNum? code; productOwnerIA5? ia5; productIdNum? product;
    productIdIA5? ia5
$stations = fromStationNum? station; fromStationIA5? ia5; toStationNum? station;
    toStationIA5? ia5
$names = fromStationNameUTF8? utf8; toStationNameUTF8? utf8
$validity = validFromDay first=0; validFromTime? minute; validFromUTCOffset? offset;
    validUntilDay last=0; validUntilTime? minute; validUntilUTCOffset? offset
$carriers = carrierNum? [code]; carrierIA5? [ia5]
$carrierLists = includedCarrierNum? [code]; includedCarrierIA5? [ia5];
    excludedCarrierNum? [code]; excludedCarrierIA5? [ia5]
$brands = includedServiceBrands? [code]; excludedServiceBrands? [code]
$transport = 2-3:includedTransportType? [0..31]; 2-3:excludedTransportType? [0..31]
$price = price? int; vatDetail? [VatDetailType]
"""

TYPES = """
UicRailTicketData = seq+: issuingDetail IssuingData; travelerDetail? TravelerData;
    transportDocument? [DocumentData]; controlDetail? ControlData; extension? [ExtensionData]
DocumentData = seq+: token? TokenType; ticket TicketChoice
TicketChoice = choice+: reservation ReservationData; carCarriageReservation
    CarCarriageReservationData; openTicket OpenTicketData; pass PassData; voucher VoucherData;
    customerCard CustomerCardData; counterMark CountermarkData; parkingGround ParkingGroundData;
    fipTicket FIPTicketData; stationPassage StationPassageData; extension ExtensionData;
    delayConfirmation DelayConfirmation
DelayConfirmation = seq+: $reference; trainNum? int; trainIA5? ia5; departureYear? 2016..2269;
    departureDay? 1..366; departureTime? minute; departureUTCOffset? offset; stationCodeTable
    CodeTableType=stationUIC; stationNum? station; stationIA5? ia5; delay 1..999; trainCancelled
    bool; confirmationType ConfirmationType=travelerDelayConfirmation; affectedTickets?
    [TicketLinkType]; infoText? utf8; extension? ExtensionData
ConfirmationType = enum+: trainDelayConfirmation travelerDelayConfirmation trainLinkedTicketDelay
IssuingData = seq+: securityProviderNum? code; securityProviderIA5? ia5; issuerNum? code;
    issuerIA5? ia5; issuingYear 2016..2269; issuingDay 1..366; 1-2:issuingTime? minute;
    3:issuingTime minute; issuerName? utf8; specimen bool; securePaperTicket bool; activated bool;
    currency ia5(3)=EUR; currencyFract 1..3=2; issuerPNR? ia5; extension? ExtensionData;
    issuedOnTrainNum? int; issuedOnTrainIA5? ia5; issuedOnLine? int; pointOfSale?
    GeoCoordinateType
ControlData = seq+: identificationByCardReference? [CardReferenceType]; identificationByIdCard
    bool; identificationByPassportId bool; identificationItem? int; passportValidationRequired
    bool; onlineValidationRequired bool; randomDetailedValidationRequired? 0..99; ageCheckRequired
    bool; reductionCardCheckRequired bool; infoText? utf8; includedTickets? [TicketLinkType];
    extension? ExtensionData
TravelerData = seq+: traveler? [TravelerType]; preferredLanguage? ia5(2); groupName? utf8
ReservationData = seq+: trainNum? int; trainIA5? ia5; departureDate travel=0; $reference;
    $product; serviceBrand? 0..32000; serviceBrandAbrUTF8? utf8; serviceBrandNameUTF8? utf8;
    service ServiceType=seat; stationCodeTable CodeTableType=stationUICReservation; $stations;
    $names; departureTime minute; departureUTCOffset? offset; 1:arrivalDate 0..20=0;
    2-3:arrivalDate -1..20=0; arrivalTime? minute; arrivalUTCOffset? offset; $carriers; classCode
    TravelClassType=second; serviceLevel? ia5(1..2); places? PlacesType; additionalPlaces?
    PlacesType; bicyclePlaces? PlacesType; compartmentDetails? CompartmentDetailsType;
    numberOfOverbooked 0..200=0; berth? [BerthDetailData]; tariffs? [TariffType]; priceType
    PriceTypeType=travelPrice; $price; typeOfSupplement 0..9=0; numberOfSupplements 0..200=0;
    luggage? LuggageRestrictionType; infoText? utf8; extension? ExtensionData
VatDetailType = seq: country 1..999; percentage 0..999; amount? int; vatId? ia5
CarCarriageReservationData = seq+: trainNum? int; trainIA5? ia5; beginLoadingDate travel=0;
    beginLoadingTime? minute; endLoadingTime? minute; loadingUTCOffset? offset; $reference;
    $product; serviceBrand? code; serviceBrandAbrUTF8? utf8; serviceBrandNameUTF8? utf8;
    stationCodeTable CodeTableType=stationUICReservation; $stations; $names; coach? ia5; place?
    ia5; compartmentDetails? CompartmentDetailsType; numberPlate ia5; trailerPlate? ia5;
    carCategory 0..9; boatCategory? 0..6; textileRoof bool; roofRackType RoofRackType=norack;
    roofRackHeight? 0..99; attachedBoats? 0..2; attachedBicycles? 0..4; attachedSurfboards? 0..5;
    loadingListEntry? 0..999; loadingDeck LoadingDeckType=upper; $carriers; tariff TariffType;
    priceType PriceTypeType=travelPrice; $price; infoText? utf8; extension? ExtensionData
OpenTicketData = seq+: referenceNum? int; referenceIA5? ia5; $product; extIssuerId? int;
    issuerAuthorizationId? int; returnIncluded bool; stationCodeTable CodeTableType=stationUIC;
    $stations; $names; validRegionDesc? utf8; validRegion? [RegionalValidityType];
    returnDescription? ReturnRouteDescriptionType; $validity; activatedDay? [day]; classCode
    TravelClassType=second; serviceLevel? ia5(1..2); $carriers; $brands; tariffs? [TariffType];
    $price; infoText? utf8; includedAddOns? [IncludedOpenTicketType]; luggage?
    LuggageRestrictionType; $transport; extension? ExtensionData
PassData = seq+: referenceNum? int; referenceIA5? ia5; $product; passType? 1..250;
    passDescription? utf8; classCode TravelClassType=second; $validity; validityPeriodDetails?
    ValidityPeriodDetailType; numberOfValidityDays? day; 3:trainValidity? TrainValidityType;
    numberOfPossibleTrips? 1..250; numberOfDaysOfTravel? 1..250; activatedDay? [day]; countries?
    [1..250]; $carrierLists; $brands; validRegion? [RegionalValidityType]; tariffs? [TariffType];
    $price; infoText? utf8; extension? ExtensionData
TrainValidityType = seq+: $validity; $carrierLists; $brands; boardingOrArrival
    BoardingOrArrivalRestrictionType=boarding
ValidityPeriodDetailType = seq: validityPeriod? [ValidityPeriodType]; excludedTimeRange?
    [TimeRangeType]
ValidityPeriodType = seq: $validity
TimeRangeType = seq: fromTime minute; untilTime minute
VoucherData = seq+: $reference; $product; validFromYear 2016..2269; validFromDay day;
    validUntilYear 2016..2269; validUntilDay day; value int=0; type? code; infoText? utf8;
    extension? ExtensionData
FIPTicketData = seq+: $reference; $product; validFromDay first=0; validUntilDay last=0;
    activatedDay? [day]; $carriers; numberOfTravelDays 1..200; includesSupplements bool; classCode
    TravelClassType=second; extension? ExtensionData
StationPassageData = seq+: $reference; $product; productName? utf8; stationCodeTable
    CodeTableType=stationUIC; stationNum? [int]; stationIA5? [ia5]; stationNameUTF8? [utf8];
    areaCodeNum? [int]; areaCodeIA5? [ia5]; areaNameUTF8? [utf8]; validFromDay first;
    validFromTime? minute; validFromUTCOffset? offset; validUntilDay last=0; validUntilTime?
    minute; validUntilUTCOffset? offset; numberOfDaysValid? int; extension? ExtensionData
CustomerCardData = seq+: customer? TravelerType; cardIdIA5? ia5; cardIdNum? int; validFromYear
    2016..2269; validFromDay? day; validUntilYear 0..250=0; validUntilDay? day; classCode?
    TravelClassType; cardType? 1..1000; cardTypeDescr? utf8; customerStatus? int;
    customerStatusDescr? ia5; includedServices? [int]; extension? ExtensionData
ParkingGroundData = seq+: $reference; parkingGroundId ia5; 1-2:fromParkingDate -1..370;
    3:fromParkingDate -367..370; untilParkingDate day=0; $product; accessCode? ia5; location utf8;
    stationCodeTable CodeTableType=stationUIC; stationNum? int; stationIA5? utf8;
    specialInformation? utf8; entryTrack? utf8; numberPlate? ia5; $price; extension? ExtensionData
CountermarkData = seq+: $reference; $product; ticketReferenceIA5? ia5; ticketReferenceNum? int;
    numberOfCountermark 1..200; totalOfCountermarks 1..200; groupName utf8; stationCodeTable
    CodeTableType=stationUIC; $stations; $names; validRegionDesc? utf8; validRegion?
    [RegionalValidityType]; returnIncluded bool; returnDescription? ReturnRouteDescriptionType;
    $validity; classCode TravelClassType=second; $carriers; $brands; infoText? utf8; extension?
    ExtensionData
ExtensionData = seq: extensionId ia5; extensionData octets
IncludedOpenTicketType = seq+: $product; externalIssuerId? int; issuerAuthorizationId? int;
    stationCodeTable CodeTableType=stationUIC; validRegion? [RegionalValidityType]; $validity;
    classCode? TravelClassType; serviceLevel? ia5(1..2); $carriers; $brands; tariffs?
    [TariffType]; infoText? utf8; $transport; extension? ExtensionData
TariffType = seq+: numberOfPassengers 1..200=1; passengerType? PassengerType; ageBelow? 1..64;
    ageAbove? 1..128; 1:travelerid? [0..254]; 2-3:travelerid? [1..254];
    restrictedToCountryOfResidence bool; restrictedToRouteSection? RouteSectionType;
    seriesDataDetails? SeriesDetailType; tariffIdNum? int; tariffIdIA5? ia5; tariffDesc? utf8;
    reductionCard? [CardReferenceType]
SeriesDetailType = seq: supplyingCarrier? code; offerIdentification? 1..99; series? int
RouteSectionType = seq: stationCodeTable CodeTableType=stationUIC; $stations; $names
CardReferenceType = seq+: cardIssuerNum? code; cardIssuerIA5? ia5; cardIdNum? int; cardIdIA5?
    ia5; cardName? utf8; cardType? int; leadingCardIdNum? int; leadingCardIdIA5? ia5;
    trailingCardIdNum? int; trailingCardIdIA5? ia5
TravelerType = seq+: firstName? utf8; secondName? utf8; lastName? utf8; idCard? ia5; passportId?
    ia5; title? ia5(1..3); gender? GenderType; customerIdIA5? ia5; customerIdNum? int;
    yearOfBirth? 1901..2155; 1:dayOfBirth? 0..370; 2-3:monthOfBirth? 1..12; 2-3:dayOfBirthInMonth?
    1..31; ticketHolder bool; passengerType? PassengerType; passengerWithReducedMobility? bool;
    countryOfResidence? 1..999; countryOfPassport? 1..999; countryOfIdCard? 1..999; status?
    [CustomerStatusType]
CustomerStatusType = seq: statusProviderNum? code; statusProviderIA5? ia5; customerStatus? int;
    customerStatusDescr? ia5
ReturnRouteDescriptionType = seq+: $stations; $names; validReturnRegionDesc? utf8;
    validReturnRegion? [RegionalValidityType]
RegionalValidityType = choice+: trainLink TrainLinkType; viaStations ViaStationType; zones
    ZoneType; lines LineType; polygone PolygoneType
TrainLinkType = seq: trainNum? int; trainIA5? ia5; travelDate travel; departureTime minute;
    departureUTCOffset? offset; $stations; $names
LineType = seq+: carrierNum? code; carrierIA5? ia5; lineId? [int]; stationCodeTable
    CodeTableType=stationUIC; entryStationNum? station; entryStationIA5? ia5;
    terminatingStationNum? station; terminatingStationIA5? ia5; 1:city? station; 2-3:city? int;
    1:binaryZoneId? octets
ZoneType = seq+: carrierNum? code; carrierIA5? ia5; stationCodeTable CodeTableType=stationUIC;
    entryStationNum? station; entryStationIA5? ia5; terminatingStationNum? station;
    terminatingStationIA5? ia5; city? int; zoneId? [int]; binaryZoneId? octets; nutsCode? ia5
ViaStationType = seq+: stationCodeTable CodeTableType=stationUIC; stationNum? station; stationIA5?
    ia5; alternativeRoutes? [ViaStationType]; route? [ViaStationType]; border bool; $carriers;
    seriesId? int; routeId? int; 3:includedServiceBrands? [code]; 3:excludedServiceBrands?
    [code]
PolygoneType = seq: firstEdge GeoCoordinateType; edges [DeltaCoordinates]
TokenType = seq: tokenProviderNum? int; tokenProviderIA5? ia5; tokenSpecification? ia5; token
    octets
TicketLinkType = seq+: $reference; issuerName? utf8; issuerPNR? ia5; productOwnerNum? code;
    productOwnerIA5? ia5; ticketType TicketType=openTicket; linkMode LinkMode=issuedTogether
CodeTableType = enum: stationUIC stationUICReservation stationERA localCarrierStationCodeTable
    proprietaryIssuerStationCodeTable
ServiceType = enum: seat couchette berth carcarriage
PassengerType = enum+: adult senior child youth dog bicycle freeAddonPassenger freeAddonChild
TicketType = enum+: openTicket pass reservation carCarriageReservation
LinkMode = enum+: issuedTogether onlyValidInCombination
PlacesType = seq: coach? ia5; placeString? ia5; placeDescription? utf8; placeIA5? [ia5]; placeNum?
    [1..254]
PriceTypeType = enum: noPrice reservationFee supplement travelPrice
BerthTypeType = enum: single special double t2 t3 t4
CompartmentGenderType = enum+: unspecified family female male mixed
GenderType = enum+: unspecified female male other
TravelClassType = enum+: notApplicable first second tourist comfort premium business all
    2-3:premiumFirst 2-3:standardFirst 2-3:premiumSecond 2-3:standardSecond
BerthDetailData = seq+: berthType BerthTypeType; numberOfBerths 1..999; gender
    CompartmentGenderType=family
CompartmentDetailsType = seq+: coachType? 1..99; compartmentType? 1..99; specialAllocation? 1..99;
    coachTypeDescr? utf8; compartmentTypeDescr? utf8; specialAllocationDescr? utf8; position
    CompartmentPositionType=unspecified
LuggageRestrictionType = seq+: maxHandLuggagePieces 0..99=3; maxNonHandLuggagePieces 0..99=1;
    registeredLuggage? [RegisteredLuggageType]
RegisteredLuggageType = seq+: registrationId? ia5; maxWeight? 1..99; maxSize? 1..300
GeoCoordinateType = seq: geoUnit GeoUnitType=milliDegree; coordinateSystem
    GeoCoordinateSystemType=wgs84; hemisphereLongitude HemisphereLongitudeType=east;
    hemisphereLatitude HemisphereLatitudeType=north; longitude int; latitude int; accuracy?
    GeoUnitType
DeltaCoordinates = seq: longitude int; latitude int
GeoCoordinateSystemType = enum: wgs84 grs80
GeoUnitType = enum: microDegree tenthmilliDegree milliDegree centiDegree deciDegree
HemisphereLongitudeType = enum: east west
HemisphereLatitudeType = enum: north south
LoadingDeckType = enum: unspecified upper lower
CompartmentPositionType = enum: unspecified upperLevel lowerLevel
RoofRackType = enum+: norack roofRailing luggageRack skiRack boxRack rackWithOneBox
    rackWithTwoBoxes bicycleRack otherRack
BoardingOrArrivalRestrictionType = enum+: boarding arrival
"""
