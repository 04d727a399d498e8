api-token-heading = API-tokens
api-token-text = Et program viser en token i stedet for en adgangskode. Det må så gøre det, som dets bruger må i det øjeblik, og stopper sammen med brugeren.
api-token-none = Der er ingen tokens.
api-token-suspended = Brugeren er deaktiveret. Tokens virker først igen, når brugeren aktiveres.
api-token-create = Opret ny token
api-token-create-for = Opret en token til { $name }
api-token-make = Opret token
api-token-name = Navn
api-token-name-hint = Hvad programmet hedder, så du senere ved, hvad token er til.
api-token-name-missing = Skriv et navn.
api-token-name-odd = Brug højst 100 tegn på én linje.
api-token-too-many = Der kan højst være { $count } tokens. Tilbagekald først én.
api-token-scope = Det må den
api-token-scope-read = Læse
api-token-scope-write = Læse og skrive
api-token-scope-read-long = Læse: spørge, ikke ændre noget
api-token-scope-write-long = Læse og skrive: alt, hvad brugeren må
api-token-period = Virker i
api-token-period-hint = En token, der slutter af sig selv, gør mindre skade, hvis den bliver væk.
api-token-no-end = Indtil den tilbagekaldes
api-token-days =
    { $count ->
        [one] { $count } dag
       *[other] { $count } dage
    }
api-token-made = Token { $name } er oprettet
api-token-once = Kopiér token nu. Den gemmes ikke her og kan ikke vises igen.
api-token-how = Programmet sender den med hver forespørgsel i headeren
api-token-done = Jeg har kopieret den
api-token-until = Virker indtil { $date }
api-token-endless = Virker, indtil den tilbagekaldes
api-token-expired = Udløb { $date }
api-token-is-expired = Udløbet
api-token-used = sidst brugt { $when }
api-token-unused = aldrig brugt
api-token-created = Oprettet
api-token-created-by = Oprettet af
api-token-expires = Udløber
api-token-last-use = Sidst brugt
api-token-last-address = Sidst brugt fra
api-token-revoke = Tilbagekald
api-token-revoke-title = Tilbagekald token?
api-token-revoke-text = Programmet, der bruger { $name }, stopper ved næste forespørgsel. Det kan ikke fortrydes.
api-token-revoked = Token er tilbagekaldt.
