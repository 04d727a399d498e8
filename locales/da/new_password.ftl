chosen-again-missing = Skriv den nye adgangskode én gang til.
chosen-again-differs = Den er ikke ens med den nye adgangskode. Skriv begge igen.

new-password-title = Vælg en ny adgangskode
new-password-text = Din adgangskode er sat af en anden. Fra nu af bør kun du kende den.
new-password-submit = Gem og fortsæt
new-password-same = Det er den adgangskode, du fik. Vælg en anden.

