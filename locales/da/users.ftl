users-title = Brugere
users-count-active =
    { $count ->
        [one] { $count } aktiv
       *[other] { $count } aktive
    }
users-locked-now = låst nu
users-create = Opret ny bruger
users-search = Søg i brugere
users-show-deactivated = Vis deaktiverede
users-shown =
    { $count ->
        [one] Én bruger på denne side
       *[other] { $count } brugere på denne side
    }
users-empty = Her er ingen endnu.
users-empty-no-match = Ingen passer. Ord skal være begyndelsen af et ord i navn, visningsnavn, e-mail eller enhed.
users-empty-none-such = Ingen har disse værdier.
users-empty-unseen = Du har ikke adgang til nogen enhed, så der er ingen at vise. Spørg den, der tager sig af dine rettigheder.
users-empty-none-locked = Ingen er låst lige nu.

users-toolbar = Handlinger på de valgte brugere
users-selected-count = { $count } brugere valgt
users-select-first = Vælg først en eller flere brugere.
users-select-one = Vælg kun én bruger.
users-edit = Redigér bruger
users-reset =
    { $count ->
        [one] Nulstil mislykkede loginforsøg
       *[other] Nulstil mislykkede loginforsøg for { $count }
    }
users-log-out =
    { $count ->
        [one] Log bruger ud
       *[other] Log { $count } brugere ud
    }
users-deactivate =
    { $count ->
        [one] Deaktivér bruger
       *[other] Deaktivér { $count } brugere
    }
users-activate =
    { $count ->
        [one] Aktivér bruger
       *[other] Aktivér { $count } brugere
    }
users-delete =
    { $count ->
        [one] Slet bruger
       *[other] Slet { $count } brugere
    }
users-move =
    { $count ->
        [one] Flyt til enhed
       *[other] Flyt { $count } brugere til enhed
    }
users-two-factor =
    { $count ->
        [one] Totrinsgodkendelse
       *[other] Totrinsgodkendelse for { $count }
    }
users-ask-password =
    { $count ->
        [one] Kræv ny adgangskode ved næste login
       *[other] Kræv ny adgangskode ved næste login for { $count }
    }
users-export = Eksportér
users-export-selected =
    { $count ->
        [one] Eksportér én
       *[other] Eksportér { $count }
    }
users-idle-deactivated =
    { $count ->
        [one] Brugeren er deaktiveret.
       *[other] Disse brugere er deaktiveret.
    }
users-idle-active =
    { $count ->
        [one] Brugeren er aktiv.
       *[other] Disse brugere er aktive.
    }
users-idle-no-failures =
    { $count ->
        [one] Der er ingen mislykkede loginforsøg at nulstille.
       *[other] Ingen af disse brugere har mislykkede loginforsøg at nulstille.
    }
users-idle-no-sessions =
    { $count ->
        [one] Brugeren har ingen åbne sessioner at afslutte.
       *[other] Ingen af disse brugere har åbne sessioner at afslutte.
    }
users-idle-no-password =
    { $count ->
        [one] Brugeren har endnu ingen adgangskode.
       *[other] Ingen af disse brugere har endnu en adgangskode.
    }
users-idle-shared =
    { $count ->
        [one] Flere personer bruger denne bruger, så ingen af dem skal vælge en ny adgangskode.
       *[other] Flere personer bruger disse brugere, så ingen af dem skal vælge en ny adgangskode.
    }
users-idle-password-asked =
    { $count ->
        [one] Brugeren skal allerede vælge en ny adgangskode ved næste login.
       *[other] Alle disse brugere er uden adgangskode eller skal allerede vælge en ny.
    }

users-status-active = Aktiv
users-status-waiting = Afventer aktivering
users-status-locked = Låst
users-status-deactivated = Deaktiveret

users-active-within = Inden for de seneste { $days } dage
users-active-not-for = Ikke i { $days } dage
users-column-display-name = Visningsnavn
users-column-name = Navn
users-column-unit = Org. enhed
users-column-email = E-mail
users-column-groups = Grupper
users-column-two-factor = Totrinsgodkendelse
users-column-last-active = Senest aktiv
users-column-failed = Loginforsøg med forkert adgangskode
users-column-status = Status
users-column-deactivated = Deaktiveret den
users-column-locked-at = Låst den
users-column-last-automatic = Senest logget ind med automatisk token
users-column-active-tokens = Antal aktive fornyelsestokens
users-column-created-on = Oprettet den
users-column-updated-by = Opdateret af
users-column-id = ID
users-add-to-group =
    { $count ->
        [one] Føj til gruppe
       *[other] Føj { $count } brugere til gruppe
    }
users-copy = Kopiér bruger
