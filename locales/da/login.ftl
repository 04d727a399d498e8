login-title = Log ind
login-name = Brugernavn
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
login-locked-meanwhile = Dette login er låst nu efter for mange mislykkede forsøg. Prøv igen om få minutter.
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

login-setup-title = Velkommen til Keyholder
login-setup-text = Vælg adgangskoden til { $name }, som må alt.
login-setup-submit = Gem adgangskoden
