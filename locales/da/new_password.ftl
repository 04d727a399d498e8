chosen-again-missing = Skriv den nye adgangskode én gang til.
chosen-again-differs = Den er ikke ens med den nye adgangskode. Skriv begge igen.

new-password-title = Vælg en ny adgangskode
new-password-text = Din adgangskode er sat af en anden. Fra nu af bør kun du kende den.
new-password-submit = Gem og fortsæt
new-password-same = Det er den adgangskode, du fik. Vælg en anden.

setup-done = Adgangskoden er sat. Log ind med den.
setup-gone-title = Dette link virker ikke
setup-gone-text = Det er brugt, erstattet af et nyere eller mere end 24 timer gammelt.
setup-gone-help = Den, der driver serveren, får et nyt link ved at starte den igen eller med kommandoen »keyholder admin recover«.
setup-gone-login = Log ind
