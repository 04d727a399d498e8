common-just-now = lige nu
common-minutes-ago = for { $minutes } min. siden
common-hours-ago = for { $hours } t. siden
common-yesterday = i går
common-days-ago = for { $days } dage siden

common-save = Gem
common-cancel = Annullér
common-close = Luk
common-apply = Anvend
common-refresh = Opdatér
common-optional = (valgfrit)
common-unsaved = Ændringer er ikke gemt
common-leave-unsaved = Du har ændringer, der ikke er gemt. Vil du forlade siden uden at gemme dem?
common-error-prefix = Fejl:
common-mistakes =
    { $count ->
        [one] Ét felt skal rettes. Intet er gemt.
       *[other] { $count } felter skal rettes. Intet er gemt.
    }
common-copy = Kopiér
common-copied = Kopieret
common-show-password = Vis adgangskode

common-columns = Kolonner
common-columns-and-files = { "" }, eksport og import
common-column-always = altid
common-use-default = Brug standard
common-select = Vælg
common-select-all = Vælg alle på denne side
common-select-row = Vælg { $name }
common-pages = Sider
common-previous = Forrige
common-next = Næste

common-search = Søg
common-search-help = Sådan søger du
common-search-words = Alle ord skal findes, i vilkårlig rækkefølge. Begyndelsen af et ord er nok, og accenter er ligegyldige.
common-search-phrase-example = præcis sætning
common-search-phrase = Netop disse ord i denne rækkefølge.
common-search-without-example = uden
common-search-without = Udelader det, der indeholder ordet.
common-search-field = Søger kun i ét felt:
common-search-labels = og hvert felt på listen med den overskrift, kolonnen har.

common-org-unit = Org. enhed
common-all = Alle
common-all-units = Alle enheder
common-choose-unit = Vælg en enhed
common-find-unit = Find en enhed
common-no-unit-found = Ingen enhed hedder sådan.
common-units-below = Vis det, der hører under { $name }

common-saved = Gemt. { $changes }
common-time-zone = Tidszone: { $zone }
common-saved-nothing = Gemt. Intet var ændret.
common-somebody = en anden
common-is-saved = Gemt.
common-delete = Slet
common-delete-title = Slet { $name }
common-delete-text = Det kan ikke fortrydes.
common-deleted = { $name } er slettet.
common-conflict-title = En anden gemte det samme, mens du redigerede
common-conflict = { $who } gemte den { $when }. Intet af dit er gemt, og intet af det, du skrev, er tabt. Gem igen for at sætte din udgave i stedet for den andens.
common-conflict-both = Begge udgaver
common-conflict-field = Felt
common-conflict-theirs = Gemt nu
common-conflict-yours = Din

common-yes = Ja
common-no = Nej
common-never = Aldrig
common-more = Mere
common-created = { $name } er oprettet.
common-import = Importér

common-filters = Filtre
common-empty-filtered = Ingen passer til disse filtre.
common-clear-filters = Ryd filtrene
common-take-off = Fjern filteret { $filter }
common-chip = { $label }: { $value }
common-clear-search = Ryd søgningen
common-stopped = Søgningen tog lang tid og blev stoppet her. Den fortsætter på næste side.

common-selected = valgt
common-clear-selection = Ryd valget
common-use-selection = Brug valget

common-action-nothing = Intet blev ændret.
common-action-more = og { $count } til
common-action-names-more = { $names } og { $count } til
common-action-skipped = { $count } sprunget over: { $reasons }
common-action-report = Hvad der blev gjort
common-action-back = Fortsæt
common-action-left-out =
    { $count ->
        [one] Én blev sprunget over
       *[other] { $count } blev sprunget over
    }
common-action-denied = Adgang nægtet. Her kan intet ændres.
common-action-in-use = I brug, så det bliver stående.
common-action-confirm = Skriv { $words } for at bekræfte
common-action-confirm-wrong = Skriv præcis { $words }. Intet er slettet.
