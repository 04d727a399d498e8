org-units-title = Organisatoriske enheder
org-units-search = Søg i enheder
org-units-show-archived = Vis arkiverede
org-units-count =
    { $count ->
        [one] én enhed
       *[other] { $count } enheder
    }
org-units-on-page =
    { $count ->
        [one] Én enhed på denne side
       *[other] { $count } enheder på denne side
    }
org-units-more = Vis flere ({ $count } tilbage)
org-units-unseen = Der er ingen enhed, du har adgang til.
org-units-no-match = Ingen enhed passer.
org-units-clear = Ryd søgningen

org-unit-kind-top = Top
org-unit-kind-customer = Kunde
org-unit-kind-unit = Enhed
org-unit-archived = Arkiveret

org-unit-identity = Identitet
org-unit-preferences = Sprog og tid
org-unit-name = Navn
org-unit-code = Kode
org-unit-code-hint = Entydig. Det, filer og kommandoer kalder enheden.
org-unit-code-taken = Koden er optaget.
org-unit-customer-number = Kundenummer
org-unit-customer-number-hint = Kun for en kunde, altså direkte under toppen.
org-unit-customer-number-missing = En kunde, direkte under toppen, skal have et kundenummer.
org-unit-customer-number-none = Kun en kunde, direkte under toppen, har et kundenummer.
org-unit-customer-number-taken = Kundenummeret er optaget.
org-unit-number = Butiksnummer
org-unit-number-hint = Som kæden nummererer sine butikker.
org-unit-language = Sprog
org-unit-time-zone = Tidszone
org-unit-by-default = Som installationen
org-unit-parent = Hører under
org-unit-parent-hint = Direkte under toppen er den en kunde.
org-unit-below-of = Hører under

org-unit-users = Brugere
org-unit-users-off = Deaktiverede brugere
org-unit-below = Enheder herunder
org-unit-memberships = Medlemskaber her
org-unit-cells = Rettigheder sat her
org-unit-updated = Senest ændret
org-unit-id = Enheds-id
org-unit-below-directly = Direkte herunder
org-unit-more-below = og { $count } til
org-unit-in-tree = Vis i træet

org-unit-create = Opret enhed
org-unit-create-text = En kunde, en region, en butik, en afdeling.
org-unit-created = { $name } er oprettet.

org-unit-act-create = Opret enhed herunder
org-unit-act-move = Flyt
org-unit-act-archive = Arkivér
org-unit-act-unarchive = Hent fra arkivet

org-unit-archive-title = Arkivér { $name }
org-unit-archive-text = Enheden skjules, og ingen kan sættes ind i den. Det, der er sat på den, og hvem der er medlem dér, bevares og gælder igen, når enheden hentes fra arkivet.
org-unit-archived-now = { $name } er arkiveret.
org-unit-occupied = Enheden kan ikke arkiveres endnu
org-unit-occupied-units =
    { $count ->
        [one] Én enhed direkte under den er i brug.
       *[other] { $count } enheder direkte under den er i brug.
    }
org-unit-occupied-hidden = Enheder under den, som du ikke har adgang til, er i brug.
org-unit-occupied-users =
    { $count ->
        [one] Én bruger hører til den.
       *[other] { $count } brugere hører til den.
    }
org-unit-occupied-actors =
    { $count ->
        [one] Én aktør i brug hører til den: flyt den til en anden enhed, eller arkivér den.
       *[other] { $count } aktører i brug hører til den: flyt dem til en anden enhed, eller arkivér dem.
    }
org-unit-move-users = Flyt brugere
org-unit-unarchive-title = Hent { $name } fra arkivet
org-unit-unarchive-text = Enheden vises igen, og det, der er sat på den, og hvem der er medlem dér, gælder straks igen.
org-unit-unarchived-now = { $name } er i brug igen.

org-unit-moved = { $name } er flyttet til { $to }.
org-unit-move-title = Flyt { $name }
org-unit-move-stands = Nu i { $place }
org-unit-move-where = Hvorhen
org-unit-move-hint = Alt under den følger med.
org-unit-move-show = Vis, hvad der ændres
org-unit-move-there = { $name } er der allerede.
org-unit-move-circle = En enhed kan ikke ligge under sig selv: { $path }.
org-unit-move-overtaken = En anden ændrede enheden, mens du kiggede. Intet er flyttet. Se igen på, hvad det ændrer, og flyt den, hvis du stadig vil.
org-unit-move-changes = Hvad det ændrer at flytte { $name } til { $to }
org-unit-move-refused = Du kan ikke flytte den dertil
org-unit-move-given-up = Den er ikke længere en kunde og afgiver sit kundenummer { $number }.
org-unit-move-licences = Licenser, der følger med: { $along }. Tilbage hos kunden dér: { $left }.
org-unit-move-licences-unlimited = Licenser, der følger med: { $along }. Kunden dér har så mange, som den skal bruge.
org-unit-move-becomes-customer = Direkte under toppen bliver den en kunde.
org-unit-move-nothing = Ingen får eller mister rettigheder.
org-unit-move-people =
    { $gaining ->
        [0] Ingen får rettigheder
        [one] Én bruger får rettigheder
       *[other] { $gaining } brugere får rettigheder
    }, { $losing ->
        [0] og ingen mister nogen.
        [one] og én bruger mister nogle.
       *[other] og { $losing } brugere mister nogle.
    }
org-unit-move-people-at-least =
    { $gaining ->
        [0] Ingen af de undersøgte får rettigheder
        [one] Mindst én bruger får rettigheder
       *[other] Mindst { $gaining } brugere får rettigheder
    }, { $losing ->
        [0] og ingen af de undersøgte mister nogen.
        [one] og mindst én bruger mister nogle.
       *[other] og mindst { $losing } brugere mister nogle.
    }
org-unit-move-looked-at = Kun { $count } brugere er undersøgt én for én; grupperne herunder gælder for alle.
org-unit-move-hidden = Det ændrer også rettigheder for folk, eller fra enheder, som du ikke har adgang til.
org-unit-move-reach =
    { $leaving ->
        [0] Ingen af dem holder op med at kunne nå den
        [one] Én af dem kan ikke længere nå den
       *[other] { $leaving } af dem kan ikke længere nå den
    }, { $entering ->
        [0] og ingen nye kan nå den.
        [one] og én ny kan nå den.
       *[other] og { $entering } nye kan nå den.
    }
org-unit-move-out-of-reach = Kan ikke længere nå den
org-unit-move-into-reach = Kan nå den fremover
org-unit-move-reach-along = Kan nå den anden kunde i stedet
org-unit-move-by-group = Efter gruppe: hvad et medlemskab alene giver
org-unit-move-by-user = Efter bruger: hvad der følger af alt, de er med i
org-unit-move-who = Hvem
org-unit-move-memberships = Medlemskaber
org-unit-move-gains = Får
org-unit-move-losses = Mister
org-unit-move-everybody = Alle
org-unit-move-members-at = { $group } i { $unit }
org-unit-move-members = { $group }, i det, der flyttes, og over det
org-unit-move-line = { $rights } i { $places }
org-unit-move-more-places = { $names } og { $count } til
org-unit-move-hidden-place = { $rights }, hvor du ikke har adgang
org-unit-move-do = Flyt { $name } til { $to }
