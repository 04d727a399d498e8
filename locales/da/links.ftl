# Links der sætter en adgangskode: brugerens faneblad og siderne de fører til.
link-activation = Aktiveringslink
link-activation-text = Lader brugeren vælge sin første adgangskode og logger vedkommende ind. Virker én gang, i { $days ->
    [one] en dag
   *[other] { $days } dage
}.
link-reset = Link til ny adgangskode
link-reset-text = Lader brugeren vælge en ny adgangskode. Virker én gang, i { $minutes ->
    [60] en time
   *[other] { $minutes } minutter
}, indtil næste login. Alle sessioner afsluttes.
link-none = Der er intet link.
link-is-open = Virker indtil { $time }.
link-is-used = Brugt { $time }.
link-is-revoked = Tilbagekaldt { $time }.
link-is-expired = Udløbet { $time }.
link-created = Oprettet
link-created-by = Oprettet af
link-by-owner = Bestilt på loginsiden
link-mailed = Sendt til
link-qr = Linket som QR-kode
link-qr-text = Scan den med brugerens telefon, eller udskriv den, og giv den videre.
link-print = Udskriv
link-of-another = Kun den, der har oprettet det, kan kopiere det. Opretter du et nyt, virker dette ikke mere.
link-create = Opret link
link-create-new = Opret nyt link
link-send = Send
link-send-again = Send igen
link-revoke = Tilbagekald
link-no-mail = E-mail er ikke sat op: kopiér linket, og giv det videre.
link-no-address = Brugeren har ingen e-mailadresse: kopiér linket, og giv det videre.
link-unconfirmed = Brugerens adresse er ikke bekræftet, så linket sendes ikke: kopiér det, og giv det videre.
link-withheld = En med færre rettigheder end brugeren har sat adressen, så linket sendes ikke dertil: kopiér det, og giv det videre, eller ret adressen.
link-done-created = Der er oprettet et nyt link. Ældre virker ikke mere.
link-done-sent = Linket er på vej til { $address }.
link-done-revoked = Linket er tilbagekaldt.
link-done-not = Der er ikke længere et sådant link til brugeren.
by-link-activation-title = Aktivér din konto
by-link-activation-text = Vælg en adgangskode for { $name }. Så er du logget ind.
by-link-activation-submit = Aktivér
by-link-activation-done = Din konto er aktiv.
by-link-reset-title = Vælg en ny adgangskode
by-link-reset-text = For { $name }. Alle sessioner afsluttes; log så ind med den nye adgangskode.
by-link-reset-submit = Gem adgangskoden
by-link-setup-title = Velkommen til Keyholder
by-link-setup-text = Vælg adgangskoden til { $name }, som må alt.
by-link-setup-submit = Gem adgangskoden
by-link-another = Intet blev gjort: et andet link blev åbnet i denne browser efter det. Denne side handler nu om { $name }.
by-link-done = Adgangskoden er sat. Log ind med den.
by-link-log-in = Log ind
link-over-used-title = Linket er brugt
link-over-used-text = Et link virker kun én gang.
link-over-revoked-title = Linket er tilbagekaldt
link-over-revoked-text = Et nyere link er trådt i stedet, eller nogen har tilbagekaldt det.
link-over-by-hand-text = Nogen har tilbagekaldt det.
link-over-newer-text = Et nyere link er trådt i stedet. Brug det.
link-over-login-text = Brugeren er logget ind siden, så der er ikke brug for det mere.
link-over-password-text = Adgangskoden er skiftet siden.
link-over-outgrown-text = Den, der oprettede det, må ikke længere tage sig af kontoen, som har fået flere rettigheder siden.
link-over-expired-title = Linket er udløbet
link-over-expired-text = Links virker kun en vis tid.
link-over-unknown-title = Linket virker ikke
link-over-unknown-text = Måske er det blevet klippet over undervejs, eller også er det meget gammelt.
link-over-closed-title = Åbn linket igen
link-over-closed-text = Siden var åben i mere end { $minutes } minutter, eller i en anden browser. Intet blev ændret.
link-over-closed-help = Åbn linket en gang til, hvor du har det: i mailen eller som en kode, der scannes.
link-over-setup-help = Den, der driver serveren, får et nyt link ved at starte den igen eller med kommandoen »keyholder admin recover«.
link-over-activation-help = Har du allerede valgt en adgangskode, så log ind. Ellers bed din leder om et nyt aktiveringslink.
link-over-reset-help = Har du stadig brug for en ny adgangskode, så bed om et nyt link på loginsiden, eller spørg din leder.
link-over-email-help = Log ind, og send et nyt link fra din egen konto, eller spørg din leder.
users-send-activation = { $count ->
    [one] Send aktiveringslink
   *[other] Send { $count } aktiveringslinks
}
users-send-reset = { $count ->
    [one] Link til ny adgangskode
   *[other] { $count } links til ny adgangskode
}
users-idle-not-waiting = { $count ->
    [one] Brugeren venter ikke på aktivering.
   *[other] Ingen af brugerne venter på aktivering.
}
users-idle-no-reset = { $count ->
    [one] Kun til aktive brugere, der har en adgangskode.
   *[other] Ingen af brugerne er aktiv og har en adgangskode.
}
users-action-send-activation-link-title = { $count ->
    [one] Send { $name } et aktiveringslink
   *[other] Send { $count } aktiveringslinks
}
users-action-send-activation-link-label = { $count ->
    [one] Send link
   *[other] Send { $count } links
}
users-action-send-activation-link-text = { $count ->
    [one] { $name } får et nyt link via e-mail, hvis e-mail er sat op, og der er en adresse. Det kan kopieres på fanebladet »Links og API-tokens«. Det forrige holder op med at virke.
   *[other] Brugerne får et nyt link via e-mail, hvis e-mail er sat op, og de har en adresse. Linkene kan kopieres på hver brugers faneblad »Links og API-tokens«. De forrige holder op med at virke.
}
users-action-send-activation-link-done = { $count ->
    [one] Der er oprettet et nyt aktiveringslink til { $name }, og det er sendt, hvis der er en adresse.
   *[other] Der er oprettet { $count } aktiveringslinks, og de er sendt til dem, der har en adresse.
}
users-action-send-activation-link-idle = Venter ikke på aktivering: { $names }.
users-action-send-reset-link-title = { $count ->
    [one] Link til ny adgangskode for { $name }
   *[other] Links til nye adgangskoder for { $count } brugere
}
users-action-send-reset-link-label = { $count ->
    [one] Opret link
   *[other] Opret { $count } links
}
users-action-send-reset-link-text = { $count ->
    [one] { $name } får et nyt link via e-mail, hvis e-mail er sat op, og adressen er bekræftet. Det kan kopieres på fanebladet »Links og API-tokens«. Den nuværende adgangskode virker, indtil linket bruges.
   *[other] Brugerne får et nyt link via e-mail, hvis e-mail er sat op, og deres adresse er bekræftet. Linkene kan kopieres på hver brugers faneblad »Links og API-tokens«. De nuværende adgangskoder virker, indtil linkene bruges.
}
users-action-send-reset-link-done = { $count ->
    [one] Der er oprettet et link til ny adgangskode for { $name }, og det er sendt, hvis adressen er bekræftet.
   *[other] Der er oprettet { $count } links til nye adgangskoder, og de er sendt til dem, hvis adresse er bekræftet.
}
users-action-send-reset-link-idle = Deaktiveret eller uden adgangskode: { $names }.
user-act-send-activation-link = Send aktiveringslink
user-act-send-reset-link = Link til ny adgangskode
user-send-link = Send aktiveringslink i stedet
user-send-link-hint = Brugeren vælger selv adgangskoden. Linket vises, når du har gemt, og sendes, hvis e-mail er sat op, og der er en adresse.
user-link-deactivated = Kun til brugere, der er aktiveret.
user-link-nobody = Linket ville ikke nå nogen: skriv en e-mailadresse, hvis e-mail er sat op, eller en adgangskode. For at kopiere links skal du have rettigheden »Skift andre brugeres adgangskode« her.
user-link-copy = Kopiér linket, og giv det videre.
account-confirm-email = Send et link, der bekræfter adressen
account-confirm-email-later = Der er sendt links til denne adresse. Det næste kan sendes fra kl. { $time }.
account-email-by-other = En, der tog sig af din konto, satte denne adresse. Indtil du bekræfter den, mens du er logget ind, sendes der ingen ny adgangskode til den.
forgot-title = Glemt adgangskode?
forgot-text = Skriv dit brugernavn eller din bekræftede e-mailadresse. Du får et link til en ny adgangskode via e-mail.
forgot-submit = Send link
forgot-asked = Hvis der er en konto med en bekræftet e-mailadresse, er et link på vej. Det virker i { $minutes ->
    [60] en time
   *[other] { $minutes } minutter
}.
forgot-no-mail = Denne installation sender ingen mails.
forgot-ask-manager = Spørg din leder, som kan lave et link til dig, der kan scannes eller kopieres.
forgot-manager = Uden e-mail: spørg din leder, som kan lave et link til dig, der kan scannes eller kopieres.
confirm-email-title = Bekræft din adresse
confirm-email-text = { $address } skal gælde for kontoen { $login }.
confirm-email-submit = Bekræft
confirm-email-done = Adressen er bekræftet.
