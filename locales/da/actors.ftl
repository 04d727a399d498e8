menu-actors = Aktører
menu-actors-other = Andre aktører

actors-title-other = Andre aktører
actors-search = Søg: { $list }
actors-new = Ny
actors-create = Ny: { $role }
actors-create-other = Ny aktør
actors-all-kinds = Personer og organisationer
actors-enabled-or-not = Aktiveret eller ej
actors-only-enabled = Kun aktiverede
actors-only-disabled = Kun ikke aktiverede
actors-show-archived = Vis arkiverede
actors-shown =
    { $count ->
        [one] Én på denne side
       *[other] { $count } på denne side
    }
actors-empty = Her er ingen endnu.
actors-empty-no-match = Ingen passer. Ord skal være begyndelsen af et ord i navn, nummer, e-mail, telefon eller adresse.
actors-empty-unseen = Du har ikke adgang til nogen enhed, så der er ingen at vise. Spørg den, der tager sig af dine rettigheder.
actors-remarks-are = Bemærkninger: { $remarks }

actors-toolbar = Handlinger på de valgte aktører
actors-selected-count = { $count } aktører valgt
actors-select-first = Vælg først en eller flere aktører.
actors-select-one = Vælg kun én aktør.
actors-edit = Redigér
actors-archive =
    { $count ->
        [one] Arkivér
       *[other] Arkivér { $count }
    }
actors-unarchive =
    { $count ->
        [one] Hent fra arkivet
       *[other] Hent { $count } fra arkivet
    }
actors-delete =
    { $count ->
        [one] Slet
       *[other] Slet { $count }
    }
actors-export = Eksportér
actors-export-selected =
    { $count ->
        [one] Eksportér én
       *[other] Eksportér { $count }
    }
actors-idle-archived =
    { $count ->
        [one] Aktøren er arkiveret.
       *[other] Disse aktører er arkiveret.
    }
actors-idle-not-archived =
    { $count ->
        [one] Aktøren er ikke arkiveret.
       *[other] Disse aktører er ikke arkiveret.
    }

actors-column-name = Navn
actors-column-state = Tilstand
actors-column-enabled = Aktiveret
actors-column-number = Nummer
actors-column-unit = Org. enhed
actors-column-phone = Telefon
actors-column-email = E-mail
actors-column-address = Adresse
actors-column-kind = Person eller organisation
actors-column-cvr = CVR
actors-column-cpr = CPR
actors-column-created-on = Oprettet den
actors-column-created-by = Oprettet af
actors-column-updated-on = Opdateret den
actors-column-updated-by = Opdateret af
actors-column-id = ID

actor-kind-person = Person
actor-kind-organization = Organisation
actor-state-active = Aktiv
actor-state-archived = Arkiveret
actor-state-disabled = Ikke aktiveret

actors-action-will-skip =
    { $count ->
        [one] Én aktør springes over
       *[other] { $count } aktører springes over
    }
actors-action-archive-title =
    { $count ->
        [one] Arkivér { $name }
       *[other] Arkivér { $count } aktører
    }
actors-action-archive-label =
    { $count ->
        [one] Arkivér
       *[other] Arkivér { $count } aktører
    }
actors-action-archive-text =
    { $count ->
        [one] { $name } forsvinder fra listerne, indtil aktøren hentes fra arkivet. Intet slettes. En medarbejders bruger logges straks ud og kan ikke logge ind.
       *[other] De forsvinder fra listerne, indtil de hentes fra arkivet. Intet slettes. Medarbejderes brugere logges straks ud og kan ikke logge ind.
    }
actors-action-archive-done =
    { $count ->
        [one] { $name } er arkiveret.
       *[other] { $count } aktører er arkiveret.
    }
actors-action-archive-idle = Allerede arkiveret: { $names }.
actors-action-unarchive-title =
    { $count ->
        [one] Hent { $name } fra arkivet
       *[other] Hent { $count } aktører fra arkivet
    }
actors-action-unarchive-label =
    { $count ->
        [one] Hent fra arkivet
       *[other] Hent { $count } aktører fra arkivet
    }
actors-action-unarchive-text =
    { $count ->
        [one] { $name } kommer tilbage i listerne. En medarbejders bruger kan logge ind igen.
       *[other] De kommer tilbage i listerne. Medarbejderes brugere kan logge ind igen.
    }
actors-action-unarchive-done =
    { $count ->
        [one] { $name } er hentet fra arkivet.
       *[other] { $count } aktører er hentet fra arkivet.
    }
actors-action-unarchive-idle = Ikke arkiveret: { $names }.
actors-action-delete-title =
    { $count ->
        [one] Slet { $name }
       *[other] Slet { $count } aktører
    }
actors-action-delete-label =
    { $count ->
        [one] Slet
       *[other] Slet { $count } aktører
    }
actors-action-delete-text =
    { $count ->
        [one] { $name } slettes for altid med alle felter og står uden navn i aktivitetsloggen. Det kan ikke fortrydes.
       *[other] De slettes for altid med alle felter og står uden navne i aktivitetsloggen. Det kan ikke fortrydes.
    }
actors-action-delete-done =
    { $count ->
        [one] { $name } er slettet.
       *[other] { $count } aktører er slettet.
    }
actors-action-delete-idle = Allerede slettet: { $names }.
actors-action-along =
    { $count ->
        [one] med 1, der er flettet ind i den
       *[other] med { $count }, der er flettet ind i den
    }

actor-new-text = En, som kæden har med at gøre. En aktør er ikke en bruger: en bruger kan knyttes til senere.
actor-create = Opret
actor-created = { $name } er oprettet.
actor-name-hint = Personens eller virksomhedens navn.
actor-number-hint = Entydigt. Tildeles, når feltet er tomt.
actor-number-taken = Nummeret er optaget.
actor-unit-hint = Der, hvor aktøren hører til: den, der har adgang der, kan se den.
actor-cvr-hint = Otte cifre; kun organisationer.
actor-cvr-wrong = Et CVR-nummer har otte cifre.
actor-cvr-person = En person har ikke noget CVR-nummer.
actor-cpr-hint = Ti cifre; kun personer. Alle uden rettigheden ser det uden de sidste fire, og hver visning står i aktivitetsloggen.
actor-cpr-wrong = Et CPR-nummer har ti cifre: ddmmåå-xxxx.
actor-cpr-date = De første seks cifre er ikke en dato.
actor-cpr-organization = En organisation har intet CPR-nummer.
actor-cpr-taken = CPR-nummeret er optaget.
actor-kind-has-cpr = Aktøren har et CPR-nummer, som kun personer har. Det skal først fjernes af en, der må redigere det.
actor-kind-missing = Vælg person eller organisation.
actor-phone-wrong = Det kan man ikke ringe til. Skriv cifre, mellemrum og + ( ) - . /
actor-enabled-hint = I brug. Fjernes det fra en medarbejder, logges den tilknyttede bruger straks ud og holdes ude.
actor-contact = Kontakt
actor-address = Adresse
actor-postal-code = Postnummer
actor-city = By
actor-country = Land
actor-remarks = Bemærkninger
actor-remarks-hint = Vises som en advarsel overalt, hvor aktøren vises.
actor-roles = Roller
actor-roles-hint = Kunde og Leverandør udelukker hinanden. Roller, der gives sammen med en rolle, følger med den.
actor-roles-excluded = Ingen er kunde og leverandør på én gang. Fjern en af de to, eller opret en ny aktør til den anden.
actor-fields-of = { $role }
actor-fields-of-all = Flere felter
actor-field-unsaid = Ikke angivet
actor-archived-by = Arkiveret af
actor-common-read-only = Nogle felter kan kun ses. { $why }

actor-user = Bruger
actor-user-none = Ingen bruger er tilknyttet.
actor-user-choose = Vælg bruger
actor-user-title = Bruger knyttet til { $name }
actor-user-text = Den tilknyttede bruger må redigere navn, adresse, telefon og e-mail her. Tilknytningen giver ingen rettigheder.
actor-user-text-employee = Den tilknyttede bruger må redigere navn, adresse, telefon og e-mail her. Tilknytningen giver ingen rettigheder, men så længe medarbejderen er arkiveret eller ikke aktiveret, kan brugeren ikke logge ind.
actor-user-keep-hint = Tilknyttet nu. Fjern fluebenet for at fjerne tilknytningen, eller vælg en anden bruger nedenfor.
actor-user-find = Knyt til
actor-user-find-hint = Navn, login eller e-mail
actor-user-new-hint = Tilknytningen giver ingen rettigheder. Så længe en medarbejder er arkiveret eller ikke aktiveret, kan den tilknyttede bruger ikke logge ind.
actor-user-taken = Brugeren er knyttet til en anden aktør.
actor-user-linked = Knyttet til { $name }.
actor-user-unlinked = Ingen bruger er tilknyttet længere.

actor-own = Mine kontaktoplysninger
actor-own-text = Hvad kæden ved om dig som person eller virksomhed. Navn, adresse, telefon, e-mail og billede må du selv ændre.
actor-own-saved = Gemt.

actor-groups-title = Grupper for { $name }
actor-groups-change = Ændr grupper
actor-groups-nowhere = Ikke i nogen gruppe.
actor-groups-untick = Fjern fluebenet ved en gruppe for at tage aktøren ud af den.
actor-groups-add = Føj til en gruppe
actor-groups-find = Gruppens navn
actor-groups-add-hint = Kun grupper for alle aktører, eller for en rolle, denne har, findes.
