//! Words to make Danish people, shops and groups of. First names and surnames begin with the most common ones.

pub const FIRST_NAMES: &[&str] = &[
    "Anne", "Peter", "Mette", "Michael", "Kirsten", "Lars", "Hanne", "Jens", "Helle", "Thomas", "Anna", "Henrik",
    "Susanne", "Søren", "Lene", "Christian", "Maria", "Jan", "Marianne", "Martin", "Inge", "Niels", "Karen", "Anders",
    "Lone", "Morten", "Bente", "Jesper", "Camilla", "Hans", "Pia", "Jørgen", "Charlotte", "Mads", "Jette", "Per",
    "Tina", "Rasmus", "Louise", "Ole", "Gitte", "Kim", "Ida", "Daniel", "Sofie", "Jacob", "Birgit", "Kasper", "Julie",
    "Mikkel", "Emma", "Simon", "Katrine", "Emil", "Line", "Erik", "Laura", "Bent", "Rikke", "Frederik", "Malene", "Lasse",
    "Trine", "Claus", "Maja", "Tobias", "Cecilie", "Steen", "Birthe", "Torben", "Freja", "Magnus", "Nanna", "Oliver",
    "Sanne", "Finn", "Signe", "Noah", "Stine", "Victor", "Alberte", "Aksel", "Liva", "August", "Ellen", "Ebbe", "Karla",
    "Malthe", "Ingrid", "Vilads", "Asta", "Storm", "Agnes", "Bjørn", "Merle", "Åge", "Åse", "Øjvind", "Ægir", "Zenia",
    "Dagny", "Gudrun", "Solvej", "Tove", "Yrsa", "Knud", "Mogens", "Preben", "Svend", "Holger", "Fatima", "Ali", "Amina",
    "Yusuf", "Zahra", "Omar", "Aisha", "Mehmet", "Elif", "Piotr", "Agnieszka", "Andrzej", "Ioana", "Mihai", "Oksana",
];

pub const SURNAMES: &[&str] = &[
    "Nielsen", "Jensen", "Hansen", "Pedersen", "Andersen", "Christensen", "Larsen", "Sørensen", "Rasmussen", "Jørgensen",
    "Petersen", "Madsen", "Kristensen", "Olsen", "Thomsen", "Christiansen", "Poulsen", "Johansen", "Møller", "Mortensen",
    "Knudsen", "Jakobsen", "Jacobsen", "Mikkelsen", "Olesen", "Frederiksen", "Laursen", "Henriksen", "Lund", "Schmidt",
    "Eriksen", "Holm", "Kristiansen", "Clausen", "Simonsen", "Svendsen", "Andreasen", "Iversen", "Jeppesen", "Mogensen",
    "Jespersen", "Østergaard", "Nissen", "Lauridsen", "Frandsen", "Jepsen", "Vestergaard", "Kjær", "Dahl", "Jessen",
    "Bertelsen", "Nørgaard", "Bech", "Søndergaard", "Lassen", "Carlsen", "Friis", "Gregersen", "Schultz", "Berg",
    "Kjeldsen", "Danielsen", "Lauritsen", "Bruun", "Steffensen", "Bach", "Skov", "Winther", "Krogh", "Mathiesen",
    "Dam", "Ravn", "Kruse", "Villadsen", "Toft", "Davidsen", "Overgaard", "Thygesen", "Bang", "Juhl", "Brandt", "Koch",
    "Hald", "Fischer", "Buch", "Ibsen", "Bak", "Lind", "Munk", "Hedegaard", "Thorsen", "Bjerregaard", "Juul", "Beck",
    "Damgaard", "Hermansen", "Høj", "Bonde", "Ladefoged", "Aagaard", "Ågesen", "Æbelø", "Øllgaard", "Yde", "Zacho",
    "Ahmed", "Nguyen", "Yilmaz", "Hussein", "Kowalski", "Popescu", "Ali", "Khan", "Wagner", "Quist", "Uldall",
];

/// Chains: name and the letters their unit codes begin with.
pub const CHAINS: &[(&str, &str)] = &[
    ("Nordlys Dagligvarer A/S", "NLD"), ("Bondegårdens Marked", "BGM"), ("Torvekurven", "TVK"), ("Havnens Fisk & Vin", "HFV"),
    ("Byggehjørnet", "BYH"), ("Grøn Gren Planter", "GGP"), ("Sko & Sål", "SKS"), ("Legeøen", "LEG"), ("Bøgernes Hus", "BGH"),
    ("Cykelsmeden", "CYS"), ("Lampen & Lyset", "LOL"), ("Æblegårdens Mosteri", "AEB"), ("Ørsted Optik", "ORO"),
    ("Ålens Sport", "ALS"), ("Kaffekværnen", "KAF"), ("Garn & Tråd", "GOT"), ("Køkkenskabet", "KOK"), ("Vesterhavs Brød", "VHB"),
    ("Dyrenes Discount", "DYD"), ("Fyrtårnet Elektronik", "FYR"), ("Solsikke Helsekost", "SOL"), ("Møblernes By", "MOB"),
];

pub const REGIONS: &[&str] = &[
    "Nordjylland", "Hovedstaden", "Østjylland", "Sydjylland", "Fyn", "Midtjylland", "Nordsjælland", "Vestjylland",
    "Sydsjælland", "Himmerland", "Djursland", "Vestsjælland", "Lolland-Falster", "Sønderjylland", "Bornholm", "Thy og Mors",
];

pub const TOWNS: &[&str] = &[
    "København", "Aarhus", "Odense", "Aalborg", "Esbjerg", "Randers", "Horsens", "Kolding", "Vejle", "Roskilde", "Herning",
    "Silkeborg", "Hørsholm", "Helsingør", "Næstved", "Viborg", "Fredericia", "Køge", "Holstebro", "Taastrup", "Slagelse",
    "Hillerød", "Holbæk", "Sønderborg", "Svendborg", "Hjørring", "Ringsted", "Frederikshavn", "Nørresundby", "Haderslev",
    "Skive", "Ølstykke", "Ringkøbing", "Nykøbing", "Aabenraa", "Kalundborg", "Nyborg", "Middelfart", "Lillerød", "Ikast",
    "Varde", "Faaborg", "Grenaa", "Thisted", "Rønne", "Skagen", "Brønderslev", "Struer", "Odder", "Ebeltoft", "Ærøskøbing",
    "Maribo", "Nakskov", "Tønder", "Ribe", "Vordingborg", "Bjerringbro", "Hadsten", "Løgstør", "Assens",
];

pub const STREETS: &[&str] = &[
    "Søndergade", "Nørregade", "Vestergade", "Østergade", "Algade", "Torvet", "Bredgade", "Havnegade", "Jernbanegade",
    "Storcentret", "Kirkegade", "Skolevej", "Møllevej", "Strandvejen", "Ringvejen", "Åboulevarden", "Storegade", "Adelgade",
    "Frederiksgade", "Kongensgade", "Industrivej", "Stationspladsen", "Ladegårdsvej", "Egevej",
];

/// What groups stand for: name in codes, name for people.
pub const ROLES: &[(&str, &str)] = &[
    ("butikschef", "Butikschef"), ("souschef", "Souschef"), ("kasse", "Kassemedarbejder"), ("lager", "Lager"),
    ("indkob", "Indkøb"), ("frugt", "Frugt og grønt"), ("slagter", "Slagter"), ("bager", "Bager"), ("region", "Regionschef"),
    ("lon", "Løn og personale"), ("bogholderi", "Bogholderi"), ("it", "IT-support"), ("ungarbejder", "Ungarbejder"),
    ("sikkerhed", "Sikkerhed"), ("marketing", "Markedsføring"), ("revision", "Revision"), ("vikar", "Vikar"), ("elev", "Elev"),
];
