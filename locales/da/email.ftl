# Opsætning → E-mail: mailserveren og køen.
email-tab-server = Mailserver
email-tab-queue = Kø
email-host = Vært
email-host-hint = SMTP-serverens navn. Tomt: der sendes ingen mails, og links kopieres i hånden.
email-host-wrong = Skriv navnet på en server, for eksempel smtp.example.com, uden port og sti.
email-port = Port
email-port-hint = 587 til STARTTLS, 465 til TLS fra starten.
email-port-wrong = Skriv et tal fra 1 til 65535.
email-tls = TLS-tilstand
email-tls-hint = Serverens certifikat kontrolleres altid.
email-tls-starttls = STARTTLS
email-tls-implicit = TLS fra starten
email-tls-none = Ingen (kan læses undervejs)
email-sender = Fra
email-sender-hint = Den adresse, mails kommer fra.
email-sender-missing = Skriv den adresse, mails kommer fra.
email-login = Bruger
email-login-hint = Tomt: serveren kræver ikke login.
email-login-wrong = For langt eller med tegn, der ikke er tekst.
email-password = Adgangskode
email-password-hint = Opbevares krypteret og vises aldrig.
email-password-stored = Der er gemt en. Lad feltet stå tomt for at beholde den.
email-password-missing = Skriv denne brugers adgangskode.
email-password-again = Skriv adgangskoden igen: den er gemt til en anden server, bruger eller TLS-tilstand.
email-password-long = Højst 253 tegn.
email-none-yet = Der sendes endnu ingen mails. Links til at aktivere konti og vælge adgangskode kan imens kopieres og gives videre.
email-open = Mails og denne brugers adgangskode kan læses på vej til mailserveren. Vælg kun dette, hvor begge står på samme maskine.
email-not-configured = Gem en mailserver først.
email-test = Send test
email-test-text = Sender en mail med de gemte indstillinger. Om den kom af sted, står i køen et øjeblik efter.
email-test-to = Til
email-test-queued = En test til { $address } er på vej.
email-states = Tilstande
email-state-all = Alle
email-state-waiting = Venter
email-state-failed = Mislykket
email-state-sent = Sendt
email-queue-empty = Der er ingen mails her.
email-column-message = Besked
email-column-recipient = Til
email-column-queued = Sat i kø
email-column-state = Tilstand
email-tried = Forsøges igen { $time }. { $reason }
email-retry = Prøv igen
email-retry-one = Prøv { $message } til { $recipient } igen
email-retry-all = Prøv alle mislykkede igen
email-retried = { $count ->
    [0] Der er intet at prøve igen.
    [one] Én mail prøves igen.
   *[other] { $count } mails prøves igen.
}
email-shown = { $count ->
    [one] Én mail
   *[other] { $count } mails
}
