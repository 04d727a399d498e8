# Opsætning: det der gælder for hele installationen.
setup-name = Navn
setup-name-hint = Står i hjørnet af hver side. Tomt: Keyholder.
setup-language = Standardsprog
setup-language-hint = For dem, der ikke har valgt noget sprog, og hvis browser ikke beder om et af vores.
setup-time-zone = Tidszone
setup-time-zone-hint = For personer og enheder uden deres egen tidszone.
setup-max-sessions-hint = 1 til 100, for dem, der ikke har et eget tal. Et login derudover tilbyder at afslutte den ældste session.
setup-public-address = Offentlig adresse
setup-public-address-hint = Det, man skriver i browseren. Den sættes, hvor serveren startes (KEYHOLDER_PUBLIC_URL).
setup-support-contact = Supportkontakt
setup-support-contact-hint = Hvem man spørger: et navn, et nummer, en adresse. Vises på loginsiden, hvor noget afvises, og hvor licenserne er brugt op.
setup-languages = Sprog, der tilbydes
setup-languages-hint = Dem, man kan vælge. Den, der havde valgt et andet, tiltales som den, der ikke har valgt noget.
setup-languages-none = Tilbyd mindst ét sprog.
setup-language-not-offered = Sproget er ikke blandt dem, der tilbydes.
setup-email-required = E-mail påkrævet
setup-email-required-hint = Alle brugere skal have en adresse; den, der ingen har, bliver bedt om den, næste gang der gemmes.
setup-origin-hint = Om brugernes formularer viser »Oprindelse« og »Placering«, og om en oprindelse skal vælges.
setup-origin-hidden = Skjult
setup-origin-optional = Valgfri
setup-origin-required = Påkrævet
setup-origin-none-yet = Der er endnu ingen oprindelse. Opret en først.
setup-activity-days = Poster gemmes (dage)
setup-activity-days-hint = 30 eller flere. Tomt: for altid. Ældre poster fjernes hver time og kan ikke hentes tilbage.
setup-links = Links
setup-activation-days = Aktiveringslinks virker (dage)
setup-activation-days-hint = 1 til 60.
setup-reset-minutes = Links til ny adgangskode virker (minutter)
setup-reset-minutes-hint = 5 til 1440.
setup-confirm-hours = Links, der bekræfter en adresse, virker (timer)
setup-confirm-hours-hint = 1 til 168. Alle tre gælder for links, der laves fra nu af.
setup-link-wrong = Et helt tal fra { $least } til { $most }.
setup-stale = En anden har gemt disse indstillinger i mellemtiden. Se dem efter, og gem igen for at erstatte den andens.
setup-modules-text = Et modul leverer foruddefinerede roller: grupper med låst navn og låste rettigheder. Mens et modul er slået fra, tilbydes dets roller ikke, og de gælder ikke; det, der er tildelt, bevares.
setup-module-on = Til
setup-module-off = Fra
setup-module-switch-on = Slå til
setup-module-switch-off = Slå fra
setup-module-is-on = { $module } er slået til.
setup-module-is-off = { $module } er slået fra.
setup-module-assigned = { $count ->
    [0] Dets roller er ikke tildelt nogen.
    [one] Én tildeling af dets roller.
   *[other] { $count } tildelinger af dets roller.
}
setup-module-dormant = { $count ->
    [0] Dets roller er ikke tildelt nogen.
    [one] Én tildeling af dets roller, som ikke gælder nu.
   *[other] { $count } tildelinger af dets roller, som ikke gælder nu.
}
module-access = Adgang
module-actors = Aktører
module-cloud = Cloudkonti
