api-token-heading = API-tokens
api-token-text = Et program viser et token i stedet for en adgangskode. Det må så gøre det, som tokenets bruger må i det øjeblik, og stopper sammen med brugeren.
api-token-none = Der er ingen tokens.
api-token-suspended = Brugeren er deaktiveret. Brugerens tokens virker først igen, når brugeren aktiveres.
api-token-create = Opret nyt token
api-token-create-for = Opret et token til { $name }
api-token-make = Opret token
api-token-name = Navn
api-token-name-hint = Hvad programmet hedder, så du senere ved, hvad tokenet er til.
api-token-name-missing = Skriv et navn.
api-token-name-odd = Brug højst 100 tegn på én linje.
api-token-too-many = Der kan højst være { $count } tokens. Tilbagekald først ét.
api-token-scope = Hvad det må
api-token-scope-read = Læse
api-token-scope-write = Læse og skrive
api-token-scope-read-long = Læse: spørge, ikke ændre noget
api-token-scope-write-long = Læse og skrive: alt, hvad brugeren må
api-token-period = Virker i
api-token-period-hint = Et token, der udløber af sig selv, gør mindre skade, hvis det bliver væk.
api-token-no-end = Indtil det tilbagekaldes
api-token-days =
    { $count ->
        [one] { $count } dag
       *[other] { $count } dage
    }
api-token-made = Tokenet { $name } er oprettet
api-token-once = Kopiér tokenet nu. Det gemmes ikke her og kan ikke vises igen.
api-token-how = Programmet sender det med hver forespørgsel i headeren
api-token-done = Jeg har kopieret det
api-token-until = Virker indtil { $date }
api-token-endless = Virker, indtil det tilbagekaldes
api-token-expired = Udløb { $date }
api-token-outgrown = Virker ikke mere: En, der nu har færre rettigheder end brugeren, kan have oprettet det. Opret et nyt
api-token-is-expired = Udløbet
api-token-is-outgrown = Stoppet
api-token-used = senest brugt { $when }
api-token-unused = aldrig brugt
api-token-created = Oprettet den
api-token-created-by = Oprettet af
api-token-expires = Udløber den
api-token-last-use = Senest brugt
api-token-last-address = Senest brugt fra
api-token-revoke = Tilbagekald
api-token-revoke-title = Tilbagekald tokenet?
api-token-revoke-text = Programmet, der bruger { $name }, stopper ved næste forespørgsel. Det kan ikke fortrydes.
api-token-revoked = Tokenet er tilbagekaldt.
