# Supportskærmen (Support → Brugere).
menu-support = Support
support-title = Brugere
support-search = Søg på navn
support-chosen = Valgt bruger
support-choose = Vælg en bruger for at se, hvordan kontoen står.
support-back = Alle brugere
support-locked-accounts = Låste brugerkonti
support-user-licences = Cloudbrugerlicenser
support-licences = { $assigned } tildelt, { $remaining } tilbage
support-licences-unlimited = { $assigned } tildelt, ubegrænset
support-filter-licensed = Har licens
support-filter-locked = Låst
support-filter-any-status = Alle statusser
support-filter-all = Alle kunder
support-customer = Kunde
support-number = Kundenummer
support-customer-number = Kunde { $number }
support-organisation = Organisation
support-licensed = Har licens
support-locked = Låst
support-id = Id { $id }
support-tab-account = Konto
support-tab-settings = Indstillinger
support-status = Kontostatus
support-account-locked = Konto låst
support-user-licensed = Bruger har licens
support-needs-none = Ikke nødvendig
support-clerk-enabled = Ekspedient aktiveret
support-logged-in = Logget ind nu
support-sessions =
    { $count ->
        [one] Ja, én session
       *[other] Ja, { $count } sessioner
    }
support-lockout-end = Låst indtil
support-browser-locked = Låst i en kendt browser indtil
support-codes-locked = Koder låst indtil
support-last-failed = Seneste mislykkede loginforsøg
support-last-login = Seneste vellykkede login
support-cancel-session = Afslut session
support-cancel-title = Afslut sessioner for { $name }
support-cancel-text = Den, der bruger en session, som afsluttes, skal logge ind igen; det, der ikke er gemt, går tabt.
support-cancel-all =
    { $count ->
        [one] Afslut sessionen
       *[other] Afslut alle { $count } sessioner
    }
support-cancelled =
    { $count ->
        [0] Der var ingen session at afslutte.
        [one] Sessionen er afsluttet.
       *[other] { $count } sessioner er afsluttet.
    }
support-no-session = Ingen er logget ind som denne bruger nu.
support-contact = Kontakt
support-phone = Telefon
support-email-unconfirmed = ikke bekræftet
support-settings-search = Søg på nøgle
support-settings-add = Tilføj
support-settings-none = Denne bruger har ingen indstillinger endnu.
support-settings-no-match = Ingen indstilling har disse bogstaver i sin nøgle.
support-settings-more = Dette er de første { $count }. Søg på nøgle efter de andre.
support-setting-add = Tilføj indstilling
support-setting-edit = Indstillingen { $key }
support-setting-key = Indstillingsnøgle
support-setting-value = Værdi
support-setting-value-hint = Enhver JSON, højst 64 KiB: "tekst", 12, true, ["a", "b"].
support-setting-format = Formatér JSON
support-setting-taken = Brugeren har allerede en indstilling med denne nøgle.
support-setting-added = { $key } er tilføjet.
support-setting-saved = { $key } er gemt.
support-setting-stale = En anden har ændret denne indstilling i mellemtiden. Intet af dit er gemt, og intet, du skrev, er tabt. Luk dette, og åbn indstillingen igen for at se den andens, eller gem igen for at erstatte den.
support-json-wrong = Linje { $line }, kolonne { $column }: dette hører ikke til her.
support-json-ends = Linje { $line }, kolonne { $column }: værdien slutter, før den er færdig.
support-json-long = Højst { $kib } KiB.
support-json-deep = For dybt indlejret: højst { $most } niveauer.
