# Medlemskaber: en konto er i en gruppe, i en enhed og under den.
memberships-select-first = Vælg først et eller flere medlemskaber.
memberships-remove =
    { $count ->
        [one] Fjern medlemskab
       *[other] Fjern { $count } medlemskaber
    }
memberships-remove-title =
    { $count ->
        [one] Fjern medlemskab
       *[other] Fjern { $count } medlemskaber
    }
memberships-remove-text =
    { $count ->
        [one] Kontoen mister det, gruppen giver i denne enhed og under den, ved sit næste klik.
       *[other] Kontiene mister det, grupperne giver i disse enheder og under dem, ved deres næste klik.
    }
memberships-remove-skips =
    { $count ->
        [one] Ét medlemskab bliver.
       *[other] { $count } medlemskaber bliver.
    }
memberships-removed = { $count } medlemskaber fjernet.

membership-add = Føj til gruppe
memberships-create = Nyt
membership-new = Nyt medlemskab
membership-new-for-account = Føj { $account } til en gruppe
membership-new-for-group = Føj et medlem til { $group }
membership-added = { $account } er nu i { $group } i { $unit }.
membership-removed = { $account } er ikke længere i { $group } i { $unit }.
membership-remove = Fjern
membership-change-dates = Ændr datoer
membership-dates-saved = Gemt.
membership-direct = Medlem af
membership-through = Gennem andre grupper
membership-none = Ikke medlem af nogen gruppe, som du kan se.
membership-implicit = Altid også i
membership-hidden = Der kan være flere i enheder, du ikke har adgang til.
membership-in-place = { $group } i { $unit }
membership-elsewhere = i en anden enhed
membership-idle-here = Gælder kun øverst, ikke her: { $rights }.
membership-counts-for-menus = kun for menuer

membership-column-account = Konto
membership-column-group = Gruppe
membership-column-from = Fra
membership-column-until = Til
membership-column-dates = Datoer
membership-column-way = Via
membership-column-counts-in = Gælder i
membership-column-actions = Handlinger

membership-find-account = Navn, login eller gruppe
membership-find-account-hint = Grupper, og de brugere du kan se. For en bruger et andet sted hos samme kunde skrives det præcise login.
membership-find-group = Gruppens navn
membership-unit-hint = Gælder i denne enhed og alt under den.
membership-dates-hint = Lad feltet stå tomt for ingen grænse. Tider er i enhedens tidszone.
membership-dates-zone = Lad feltet stå tomt for ingen grænse. Tider er i enhedens tidszone, { $zone }.
membership-dates-order = Slutningen skal ligge efter starten.
membership-no-limits = Ingen grænse
membership-from = fra { $from }
membership-until = til { $until }
membership-from-until = fra { $from } til { $until }
membership-ended = Udløbet
membership-not-yet = Endnu ikke
membership-conflict = En anden har ændret disse datoer, mens du redigerede. Gemt nu: { $now }. Gem igen for at sætte dine i stedet for den andens.

membership-choose-account = Vælg en konto.
membership-choose-group = Vælg en gruppe.
membership-implicit-group = Alle er uden videre i { $group }; ingen kan tilføjes eller fjernes.
membership-implicit-member = { $account } står for alle og kan ikke være i en anden gruppe.
membership-only-at-top = Administratorer har kun medlemmer øverst.
membership-already-in = Er allerede i { $group } i { $unit }.
membership-circle = Grupper ville være i hinanden: { $path }.

picker-find = Find
picker-choose = Vælg en af dem, der er fundet, eller tøm feltet. Intet er gemt.
picker-nothing = Intet fundet.
picker-more = Der er flere. Skriv et ord mere.

memberships-title = Medlemskaber
memberships-toolbar = Handlinger på de valgte medlemskaber
memberships-remove-ticked = Fjern
memberships-shown =
    { $count ->
        [one] Ét medlemskab på denne side
       *[other] { $count } medlemskaber på denne side
    }
memberships-clear = Ryd filtrene
memberships-soon = Udløber inden for { $days } dage
memberships-first-day = { $column }, første dag
memberships-last-day = { $column }, sidste dag
memberships-empty = Der er endnu ingen medlemskaber.
memberships-empty-no-match = Intet medlemskab passer til disse filtre.
memberships-empty-unseen = Du har ikke adgang til nogen enhed, så der er intet at vise. Spørg den, der tager sig af dine rettigheder.
membership-add-member = Tilføj medlem
membership-column-created-by = Oprettet af
membership-column-created-on = Oprettet den
memberships-search = Søg i medlemskaber
memberships-find-author = Navn eller login
membership-column-name = Login eller gruppens navn
