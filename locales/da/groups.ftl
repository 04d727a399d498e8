groups-create = Opret ny gruppe
groups-search = Søg i grupper
groups-shown =
    { $count ->
        [one] Én gruppe på denne side
       *[other] { $count } grupper på denne side
    }
groups-column-members = Medlemmer
groups-column-updated-by = Senest opdateret af
groups-more-than = mere end { $count }
groups-empty-no-match = Ingen gruppe passer. Ord skal være begyndelsen af et ord i navn, visningsnavn eller beskrivelse.

group-tabs = Gruppe
group-tab-details = Detaljer
group-tab-members = Medlemskab
group-tab-info = Gruppeinfo
group-is-system = Systemgruppe

group-is-predefined = Foruddefineret rolle

group-name = Navn
group-name-hint = Entydigt blandt grupper og brugere; det, filer og kommandoer henviser til.
group-name-fixed = En systemgruppes navn ligger fast.
group-display-name = Visningsnavn
group-description = Beskrivelse
group-description-hint = Hvad gruppen er til for, og hvem der skal være i den.
group-implicit-users = Alle brugere undtagen System er uden videre i denne gruppe, øverst.
group-implicit-all = Alle brugere er uden videre i denne gruppe, øverst.
group-periods-card = Tokenperioder
group-periods-text = Af alle de grupper, en bruger er i, ad hvilken vej og i hvilken enhed det end er, gælder den korteste periode. Den gælder fra næste login eller fornyelse.
group-minutes-hint = Minutter. Tomt: som brugerens andre grupper siger, ellers { $minutes }.
group-minutes-wrong = Hele minutter, fra 1 til { $max }.
group-periods = Må ikke være kortere end adgangstokenets periode.
group-require-two-factor = Kræv totrinsgodkendelse
group-require-two-factor-hint = Alle i denne gruppe, hvor som helst, skal bruge en ekstra faktor fra deres næste login.

group-new-text = Brugere og andre grupper, der deler rettigheder.
group-create = Opret gruppe
group-created = { $name } er oprettet. Den giver endnu intet, og ingen er i den.

group-copy = Kopiér gruppe
group-copy-title = Kopiér { $name }
group-copy-text = Kopien får samme beskrivelse og tokenperioder. Medlemmerne kopieres ikke.
group-copy-permissions = Kopiér rettigheder
group-copy-permissions-hint = Alt, hvad gruppen er tilladt og nægtet. Kun muligt, så vidt du selv har det.
group-copy-memberships = Kopiér medlemskaber i andre grupper
group-copy-memberships-hint = Kopien sættes i de grupper, som denne er i.
group-copied = { $from } er kopieret til { $name }.
group-copied-without = { $count ->
    [one] Én rettighed eller ét medlemskab på en arkiveret enhed er ikke taget med.
   *[other] { $count } rettigheder og medlemskaber på arkiverede enheder er ikke taget med.
}

group-delete = Slet gruppe
group-delete-title = Slet { $name }
group-delete-text = Gruppen har hverken medlemmer eller rettigheder. Navnet bliver frit igen; aktivitetsloggen beholder, hvad der er sket.
group-delete-members = Medlemmer og grupper, den er i
group-delete-cells = Rettigheder
group-delete-hidden = Der er mere, som du ikke kan se. Spørg en administrator.
group-delete-emptying = Fjern også disse
group-delete-emptying-hint = Alle i gruppen mister det, den giver, ved deres næste klik. Det kan ikke fortrydes.
group-deleted = { $name } er slettet.
group-in-use = Gruppen er i brug. Angiv, at indholdet også skal fjernes, eller fjern det først.
group-in-use-for-good = Gruppen er i brug, og du må ikke fjerne det, der er i den.

group-info-id = ID
group-info-holds = Indhold
group-info-in-groups = Grupper, den er i
group-info-cells = Rettigheder sat på den
group-info-seen = Så vidt du har adgang.
group-members-implicit = Alle er uden videre i denne gruppe, øverst. Ingen kan tilføjes eller fjernes.
group-members-none = Ingen er i denne gruppe, så vidt du kan se.

group-name-administrators = Administratorer
group-name-users = Brugere
group-name-all = Alle
group-name-user-administrator = Brugeradministrator
group-name-store-manager = Butikschef
group-name-auditor = Revisor
group-name-actor-manager = Aktøransvarlig
group-name-support = Support
group-text-administrators = Har alle rettigheder alle steder, altid.
group-text-user-administrator = Alle brugere og deres grupper.
group-text-store-manager = En butiks brugere og deres grupper, men uden at kunne slette dem.
group-text-auditor = Ser alt, ændrer intet.
group-text-actor-manager = En enheds kunder, leverandører, medarbejdere og alle andre aktører.
group-text-support = Brugeres licenser, sessioner og indstillinger.
