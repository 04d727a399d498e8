# Leverede aktørroller, så længe ingen har omdøbt dem.
actor-role-customer = Kunde
actor-role-supplier = Leverandør
actor-role-employee = Medarbejder
actor-roles-customer = Kunder
actor-roles-supplier = Leverandører
actor-roles-employee = Medarbejdere

# Rollers felter og metadataposter.
actor-field-kind-text = Tekst
actor-field-kind-number = Tal
actor-field-kind-date = Dato
actor-field-kind-choice = Valg
actor-field-kind-yes-no = Ja/nej
actor-field-yes = Ja
actor-field-no = Nej
actor-field-number = Det er ikke et tal. Skriv det som { $example }.
actor-field-number-long = Højst 15 cifre før decimaltegnet og 6 efter det.
actor-field-date = Det er ikke en dato. Skriv den som 31-12-2026.
actor-field-choice = Vælg en af: { $choices }.
actor-field-yes-no = Vælg ja eller nej.

# Aktørroller.
actor-roles-create = Opret ny aktørrolle
actor-roles-text = Det, aktører kan være. En rolle, der er et kartotek, har sin egen liste og fire rettigheder.
actor-role-card = Rolle
actor-role-display-name = Visningsnavn
actor-role-display-name-hint = Det, folk ser; et kartoteks rettigheder er opkaldt efter det.
actor-role-display-name-taken = En anden rolle hedder det.
actor-role-name = Systemnavn
actor-role-name-hint = Til filer og rettighedernes nøgler: små bogstaver a til z, cifre og bindestreger. Det kan ikke ændres senere.
actor-role-name-fixed = Et systemnavn ligger fast: filer og programmer henviser til det.
actor-role-name-wrong = Brug kun små bogstaver a til z, cifre og bindestreger, og begynd med et bogstav.
actor-role-name-taken = En anden rolle har det systemnavn.
actor-role-short-name = Kort navn
actor-role-short-name-hint = Få bogstaver, til smalle steder.
actor-role-description = Beskrivelse
actor-role-state = Tilstand
actor-role-enabled = Aktiveret
actor-role-enabled-hint = En rolle, der ikke er aktiveret, tilbydes ikke til flere aktører; den, der har den, beholder den.
actor-role-is-enabled = Aktiveret
actor-role-is-disabled = Ikke aktiveret
actor-role-directory = Kartotek
actor-role-directory-hint = Giver rollen sin egen liste og rettighederne »Opret«, »Redigér«, »Arkivér / Hent fra arkivet« og »Slet«. Administratorer har dem med det samme, alle andre får dem under »Rettigheder«.
actor-role-directory-stays = Leverede roller bliver ved med at være kartoteker.
actor-role-directory-confirm =
    { $count ->
        [one] Uden kartoteket forsvinder de fire rettigheder, og med dem det ene sted, hvor nogen har fået tilladt eller nægtet en af dem.
       *[other] Uden kartoteket forsvinder de fire rettigheder, og med dem alle { $count } steder, hvor nogen har fået tilladt eller nægtet en af dem.
    }
actor-role-directory-confirm-label = Fjern rettighederne og det, der er givet
actor-role-directory-confirm-first = Sæt flueben her for at gemme, eller behold kartoteket.
actor-role-gives = Roller, der følger med
actor-role-gives-hint = En aktør, der får denne rolle, får også disse.
actor-role-gives-excluded = Kunde og Leverandør udelukker hinanden, så ingen rolle kan give begge.
actor-role-delivered = Leveret
actor-role-delivered-stays = Leverede roller slettes ikke. En, der ikke er aktiveret, er af vejen.
actor-role-in-use = Der er aktører med denne rolle. Tag den fra dem først, eller lad rollen stå uden at være aktiveret.
actor-role-in-use-by-groups = En aktørgruppe er kun for denne rolle. Giv gruppen en anden rolle, eller slet den først.
actor-role-delete-fields =
    { $count ->
        [one] Dens felt følger med.
       *[other] Dens { $count } felter følger med.
    }
actor-role-delete-rights =
    { $count ->
        [0] Dens fire rettigheder følger med.
        [one] Dens fire rettigheder følger med, og et sted, hvor nogen har fået tilladt eller nægtet en af dem.
       *[other] Dens fire rettigheder følger med, og { $count } steder, hvor nogen har fået tilladt eller nægtet en af dem.
    }
actor-setup-conflict = Intet af dit er gemt, og intet, du har skrevet, er tabt. Gem igen for at sætte din udgave i stedet for den andens.

# Rollers felter.
actor-role-fields = Felter
actor-fields-text = Det, der spørges om for aktører med denne rolle, i denne rækkefølge.
actor-fields-none = Rollen har ingen felter endnu.
actor-fields-stale = En anden har ændret felterne i mellemtiden. Sådan er de nu; intet er flyttet.
actor-fields-arranged = { $field } står nu på plads { $place }.
actor-field-new = Tilføj felt
actor-field-card = Felt
actor-field-label = Navn
actor-field-label-hint = Som det står ved feltet, med jeres egne ord.
actor-field-label-taken = Et andet felt her hedder det.
actor-field-kind = Type
actor-field-kind-fixed = Aktører har fået værdier af denne type, så den bliver.
actor-field-required = Påkrævet
actor-field-required-hint = Aktører, der mangler det, bliver spurgt, næste gang de gemmes; før det sker der intet med dem.
actor-field-choices = Valgmuligheder
actor-field-choices-hint = Til typen »Valg«: én pr. linje, i den rækkefølge de tilbydes. Aktører beholder et valg, der tages af listen.
actor-field-choices-none = Skriv mindst én valgmulighed.
actor-field-choices-many = Højst { $max } valgmuligheder.
actor-field-choices-twice = »{ $choice }« står der to gange.
actor-field-first = Det står allerede først.
actor-field-last = Det står allerede sidst.
actor-field-up = Flyt { $field } op
actor-field-down = Flyt { $field } ned
actor-field-created = { $field } er tilføjet.
actor-field-remove = Fjern
actor-field-remove-title = Fjern { $field }
actor-field-remove-empty = Ingen aktør har en værdi i det. Det kan ikke fortrydes.
actor-field-remove-values =
    { $count ->
        [one] Én aktørs værdi følger med. Det kan ikke fortrydes.
       *[other] { $count } aktørers værdier følger med. Det kan ikke fortrydes.
    }
actor-field-remove-many = Mere end { $count } aktørers værdier følger med. Det kan ikke fortrydes.
actor-field-removed = { $field } er fjernet.
actor-metadata-key = Nøgle
actor-metadata-key-wrong = Begynd med et bogstav a til z, og brug kun bogstaver, cifre, . _ og -.
actor-metadata-role = Gælder for
actor-metadata-role-fixed = Aktører har fået værdier, så det kan kun udvides til alle aktører.

# Metadataposter.
actor-metadata-create = Opret ny metadatapost
actor-metadata-text = Navngivne ekstra felter på aktører, til kædens programmer og til mennesker: en nøgle, et navn, en type.
actor-metadata-none = Der er ingen metadataposter endnu.
actor-metadata-card = Metadatapost
actor-metadata-key-hint = Til programmer og filer: bogstaver a til z, cifre, . _ og -. Den kan ikke ændres senere.
actor-metadata-key-fixed = En nøgle ligger fast: programmer og filer henviser til den.
actor-metadata-key-taken = En anden metadatapost har den nøgle.
actor-metadata-every = Alle aktører

# Bilagstyper.
attachment-types-create = Opret ny bilagstype
attachment-types-text = Det, bilag til noter kan være, for eksempel kontrakter eller kvitteringer.
attachment-types-none = Der er ingen bilagstyper endnu.
attachment-type-card = Bilagstype
attachment-type-name-hint = Til programmer og filer: bogstaver a til z og cifre, ingen mellemrum eller særlige bogstaver. Det kan ikke ændres senere.
attachment-type-name-wrong = Brug kun bogstaver a til z og cifre: ingen mellemrum, ingen særlige bogstaver.
attachment-type-name-taken = En anden bilagstype har det systemnavn.
attachment-type-display-name-taken = En anden bilagstype hedder det.
attachment-type-in-use = Der er bilag af denne type, så den bliver.

# Aktøropsætning.
actors-division = Skilleniveau
actors-division-text = Fra hvilket niveau i organisationen aktører er adskilt. Under én enhed på det niveau deler alle enheder deres aktører: den, der har adgang til én af dem, ser og finder aktørerne i dem alle.
actors-division-hint = Det gælder for alle ved deres næste side.
actors-division-narrower = Niveauer, hvor mere er fælles end nu, kan ikke vælges. { $why }
actors-division-rights = Kun det at se er fælles. Den, der opretter, redigerer, arkiverer eller sletter en aktør, skal have rettigheden i aktørens egen enhed.
actors-division-above = Aktører, der står over niveauet, ses kun med adgang til deres egen enhed.
actors-division-names = En enhed, som læseren ikke har adgang til, nævnes ikke ved navn, heller ikke hvor dens aktører ses.
actors-division-each = Hver enhed for sig, som alt andet
actors-division-customer = Niveau 1: kunden
actors-division-customer-such = Niveau 1: kunden ({ $units })
actors-division-level = Niveau { $level }
actors-division-level-such = Niveau { $level }, for eksempel { $units }

# Aktørgrupper.
actor-groups-create = Opret ny aktørgruppe
actor-groups-search = Søg i aktørgrupper
actor-groups-none = Der er ingen aktørgrupper endnu. En gruppe samler aktører, for eksempel medlemmerne af en klub; den giver ingen rettigheder.
actor-groups-no-match = Ingen aktørgruppe passer. Ord skal være begyndelsen af et ord i navnet.
actor-groups-shown =
    { $count ->
        [one] Én gruppe
       *[other] { $count } grupper
    }
actor-group-card = Aktørgruppe
actor-group-name = Navn
actor-group-name-taken = En anden aktørgruppe hedder det.
actor-group-role = For
actor-group-role-hint = Med en rolle kan kun aktører, der har den, være medlemmer.
actor-group-role-members = Gruppen har medlemmer uden denne rolle. Tag dem ud først.
actor-group-members = Medlemmer
actor-group-members-none = Ingen medlemmer, som du må se.
actor-group-members-shown =
    { $count ->
        [one] Ét medlem
       *[other] { $count } medlemmer
    }
actor-group-add = Tilføj medlem
actor-group-actor = Aktør
actor-group-number = Nummer
actor-group-find = Navn, nummer, e-mail, telefon eller adresse
actor-group-find-hint = For: { $role }. Kun aktører, som du må se, og som ikke er arkiveret, bliver fundet.
actor-group-choose = Find en aktør, og vælg den.
actor-group-member-added = { $name } er nu medlem.
actor-group-member-already = Aktøren er allerede medlem.
actor-group-member-role = Aktøren mangler den rolle, som gruppen er for.
actor-group-member-removed = { $name } er ikke længere medlem.
actor-group-delete-members = Aktørerne i den bliver, som de er.
actor-group-archived = Arkiveret
