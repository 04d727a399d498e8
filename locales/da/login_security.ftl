# Loginsikkerhed: hvorfra der logges ind, og reglerne for login (SPEC 5.2).
menu-login-security = Loginsikkerhed
login-security-audit = Revision
login-security-allowed = Tilladte IP-adresser eller -intervaller
login-security-blocked = Blokerede IP-adresser eller -intervaller
login-security-settings = Indstillinger
login-security-unit = Organisatorisk enhed
login-security-user = Bruger
login-security-email = E-mail
login-security-address = IP-adresser
login-security-first-login = Dato for første login
login-security-last-blocked = Dato for seneste blokerede loginforsøg
login-security-attempts = Antal blokerede forsøg
login-security-last-success = Dato for seneste vellykkede login
login-security-logins = Vellykkede logins
login-security-attempts-least = Blokerede forsøg, mindst
login-security-logins-least = Vellykkede logins, mindst
login-security-is-blocked = Blokeret
login-security-is-allowed = Tilladt
login-security-row = { $user } fra { $address }
login-security-search = Søg i brugere
login-security-filters = Filtre
login-security-toolbar = Hvad der gøres med de valgte rækker
login-security-audit-shown = { $count ->
    [one] 1 række
   *[other] { $count } rækker
}
login-security-audit-empty = Ingen har logget ind endnu.
login-security-audit-none-found = Intet login passer til filtrene.
login-security-select-first = Vælg først en eller flere adresser.
login-security-approve = Godkend adresse
login-security-approve-text = { $count ->
    [one] Denne adresse sættes på listen over tilladte:
   *[other] Disse { $count } adresser sættes på listen over tilladte:
}
login-security-approve-blocked = { $count ->
    [one] { $addresses } står også på listen over blokerede adresser og forbliver blokeret, indtil den fjernes fra den liste.
   *[other] { $addresses } står også på listen over blokerede adresser og forbliver blokeret, indtil de fjernes fra den liste.
}
login-security-approve-later = Med den nuværende metode må alle adresser, der ikke er blokeret, logge ind. Listen gælder først, når metoden er »Tilladelsesliste« eller »Tilladelsesliste eller totrinsgodkendelse«.
login-security-approved = { $count ->
    [0] Adresserne stod allerede på listen.
    [one] 1 adresse er nu tilladt.
   *[other] { $count } adresser er nu tilladt.
}
login-security-own = Du er på { $address }.
login-security-find = Søg efter adresse eller note
login-security-shown = { $count ->
    [one] 1 adresse eller interval
   *[other] { $count } adresser eller intervaller
}
login-security-none-found = Ingen adresse og intet interval passer.
login-security-show-all = Vis alle
login-security-range = Adresse eller interval
login-security-range-hint = 192.0.2.7, 192.0.2.0/24, 2001:db8::/32
login-security-range-wrong = Skriv en IP-adresse, for eksempel 192.0.2.7, eller et interval, for eksempel 192.0.2.0/24.
login-security-range-inside = Intervallet begynder et andet sted: skriv { $range } eller adressen alene.
login-security-range-there = Denne adresse eller dette interval står allerede på listen.
login-security-note = Note
login-security-note-long = Brug højst { $most } tegn.
login-security-expires = Udløber
login-security-expires-hint = Tomt: gælder, indtil den fjernes.
login-security-expires-past = Dette tidspunkt er forbi.
login-security-never = Aldrig
login-security-over = Udløbet
login-security-by = Tilføjet af
login-security-on = Tilføjet den
login-security-automatic = Automatisk
login-security-any-expiry = Med og uden udløb
login-security-only-lasting = Uden udløb
login-security-only-ending = Udløber senere
login-security-any-maker = Tilføjet af hvem som helst
login-security-only-automatic = Tilføjet automatisk
login-security-only-by-hand = Tilføjet manuelt
login-security-add = Tilføj
login-security-added = { $range } står på listen.
login-security-remove = Fjern
login-security-removed = { $range } står ikke længere på listen.
login-security-remove-title = Fjern { $range }
login-security-allowed-title = Tilladte IP-adresser eller -intervaller
login-security-allowed-new = Tillad adresse eller interval
login-security-allowed-remove = Den er ikke længere tilladt af denne liste. Sessioner derfra fortsætter kun, som metoden og de andre intervaller lader dem.
login-security-allowed-empty = Ingen adresse står på listen over tilladte.
login-security-allowed-off = Metoden er »Fra«: alle adresser, der ikke er blokeret, må logge ind, og listen ændrer intet.
login-security-allowed-log = Metoden er »Kun log«: alle adresser, der ikke er blokeret, må logge ind; loggen viser, hvilke der ikke stod på listen.
login-security-allowed-allow = Kun adresser på listen må logge ind.
login-security-allowed-allow-or-two-factor = Adresser på listen må logge ind, andre kun med en ekstra faktor.
login-security-blocked-title = Blokerede IP-adresser eller -intervaller
login-security-blocked-new = Blokér adresse eller interval
login-security-blocked-remove = Den må logge ind igen, så vidt metoden tillader det.
login-security-blocked-empty = Ingen adresse er blokeret.
login-security-blocked-text = Disse adresser får intet svar, uanset metoden, og selv om de er tilladt. Deres sessioner stopper ved næste forespørgsel.
login-security-shut-out = Jeg ved, hvem jeg lukker ude
login-security-shuts-others-out = Med dette kan ingen anden administrator logge ind fra adressen for deres seneste login. De får det at vide via e-mail.
login-security-shuts-out = Du er på { $address }: med dette afsluttes din egen session ved næste forespørgsel, og du kan ikke længere logge ind herfra. Vejen tilbage er en tilladt adresse eller kommandoen keyholder admin recover --reset-address-rules.
login-security-addresses = Adresser
login-security-method = Metode
login-security-method-hint = Hvad der sker med adresser, som ikke står på nogen af listerne. Blokerede afvises af alle metoder.
login-security-method-off = Fra
login-security-method-log = Kun log
login-security-method-allow = Tilladelsesliste
login-security-method-allow-or-two-factor = Tilladelsesliste eller totrinsgodkendelse
login-security-block-after = Automatisk blokering efter mislykkede logins fra én adresse
login-security-block-after-hint = Inden for en time, uanset hvem der blev prøvet; forkerte koder og adgangskoder ved en bekræftelse tæller med. 5 til 10000. Tomt: aldrig. Tilladte adresser blokeres ikke.
login-security-block-minutes = Minutter for en automatisk blokering
login-security-block-minutes-hint = 1 til 43200, det vil sige 30 dage.
login-security-lockout = Låsning
login-security-lock-after = Mislykkede logins i træk, der låser en bruger
login-security-lock-after-hint = 3 til 100.
login-security-lock-minutes = Minutter for en lås
login-security-lock-minutes-hint = 1 til 1440. Altid den samme længde.
login-security-two-factor = Totrinsgodkendelse
login-security-require-two-factor = Kræv totrinsgodkendelse
login-security-require-two-factor-hint = Alle skal bruge en ekstra faktor fra deres næste login.
login-security-email-codes-hint = Hvor e-mail er sat op, kan folk vælge koder via e-mail som ekstra faktor. Uden fluebenet sætter den, der ikke har andet, en app op ved næste login.
login-security-passwords = Adgangskoder
login-security-password-min = Korteste adgangskode
login-security-password-min-hint = 8 til 64 tegn; 15 anbefales, hvor adgangskoden er den eneste faktor.
login-security-password-min-beside = Korteste adgangskode ved siden af en ekstra faktor
login-security-password-min-beside-hint = 8 til 64 tegn, for dem, der skal bruge en ekstra faktor.
login-security-password-classes = Slags tegn
login-security-password-classes-hint = Hvor mange af små bogstaver, store bogstaver, cifre og andre tegn en adgangskode skal have; 0 kræver ingen.
login-security-password-score = Laveste styrke
login-security-password-score-hint = 0 (gættes straks) til 4 (meget svær at gætte). Almindelige adgangskoder afvises, uanset hvad her står.
login-security-number-wrong = Skriv et tal fra { $least } til { $most }.
error-blocked-title = Denne adresse er blokeret
error-blocked-text = { $address } får intet svar. Den, der administrerer logins, kan tage den af listen over blokerede adresser.
error-unlisted-title = Denne adresse er ikke tilladt
error-unlisted-text = Der kan kun logges ind fra kendte adresser, og { $address } er ikke en af dem. Den, der administrerer logins, kan godkende den.
error-unlisted-two-factor-text = Fra { $address } kan der kun logges ind med en ekstra faktor, og dette login har ingen. Log ind fra en kendt adresse, og sæt totrinsgodkendelse op først, eller få adressen godkendt.

activity-address-allowed = Adresse tilladt
activity-address-not-allowed = Adresse ikke længere tilladt
activity-address-blocked = Adresse blokeret
activity-address-not-blocked = Adresse ikke længere blokeret
activity-login-barred = Login afvist: adresse
activity-login-security-changed = Loginsikkerhed ændret
activity-login-security-opened = Alle adresser lukket ind igen
activity-field-range = Adresse eller interval
activity-field-note = Note
activity-field-automatic = Automatisk
activity-field-minutes = Minutter
activity-field-why = Årsag
activity-field-unlisted = Adresse på ingen liste
activity-field-blocked-removed = Blokerede fjernet
activity-field-address-method = Metode
activity-field-block-after = Automatisk blokering efter mislykkede logins
activity-field-block-minutes = Minutter for en automatisk blokering
activity-field-lock-after = Mislykkede logins, der låser en bruger
activity-field-lock-minutes = Minutter for en lås
activity-field-password-min = Korteste adgangskode
activity-field-password-min-beside = Korteste adgangskode ved siden af en ekstra faktor
activity-field-password-classes = Slags tegn
activity-field-password-score = Laveste styrke
activity-value-why-blocked = Blokeret
activity-value-why-unlisted = Ikke på listen over tilladte adresser
activity-value-why-without-second-factor = Ikke på listen og uden en ekstra faktor
activity-value-address-method-off = Fra
activity-value-address-method-log = Kun log
activity-value-address-method-allow = Tilladelsesliste
activity-value-address-method-allow-or-two-factor = Tilladelsesliste eller totrinsgodkendelse
activity-value-from-audit = Revision
