login-title = Log ind
login-name = Brugernavn
login-name-missing = Skriv dit brugernavn.
login-name-hint = Eller din e-mailadresse, når du har bekræftet den.
login-password = Adgangskode
login-forgot = Glemt adgangskode?
login-submit = Log ind
login-shared-till = Ved en fælles kasse? Du vælger dit navn, når du er logget ind.

login-code-title = Totrinsgodkendelse
login-code-text = Indtast den kode, som din godkendelsesapp viser nu.
login-code = Kode
login-recovery-text = Indtast en af de gendannelseskoder, du har gemt. Hver kode virker én gang.
login-recovery = Gendannelseskode
login-use-recovery = Brug en gendannelseskode i stedet
login-use-code = Brug en kode fra appen i stedet
login-restart = Begynd forfra
login-code-missing = Indtast en kode.
login-code-wrong = Koden er forkert eller allerede brugt. Vent på den næste.
login-recovery-wrong = Gendannelseskoden er forkert eller allerede brugt.
login-code-locked = For mange forkerte koder. Prøv igen kl. { $time }.
login-locked-title = Låst indtil videre
login-locked-meanwhile = Dette login er låst nu efter for mange mislykkede forsøg. Prøv igen om få minutter.
login-locked-help = Log så ind igen.
login-limit-title = For mange sessioner
login-limit-text = { $count ->
    [one] Du har så mange åbne sessioner, som du må have. For at fortsætte afsluttes denne:
   *[other] Du har flere åbne sessioner, end du må have. For at fortsætte afsluttes disse:
}
login-limit-submit = { $count ->
    [one] Afslut den, og log ind
   *[other] Afslut dem, og log ind
}

login-new-password = Ny adgangskode
login-repeat-password = Gentag ny adgangskode
login-password-advice = Mindst { $minimum } tegn. { password-advice }

login-email-text = Du får en kode via e-mail til { $address }.
login-email-sent = En kode er sendt til { $address } kl. { $time }. Den virker én gang, i ti minutter. Indtast den her.
login-email-send = Send kode
login-email-again = Send en ny kode
login-email-send-to = Send en kode til { $address }
login-email-on-its-way = En kode er på vej til { $address }.
login-email-too-soon = Der er lige sendt en kode. Du kan få en ny kl. { $time }.
login-email-stopped = Koder via e-mail er stoppet: din adresse er ændret eller ikke bekræftet, eller der sendes ingen mails. Brug en gendannelseskode, eller spørg en, der kan fjerne din totrinsgodkendelse.
login-email-wrong = Koden er forkert, allerede brugt eller for gammel. Se efter den nyeste mail, eller få sendt en ny kode.
login-use-email = Få en kode via e-mail i stedet
