change-password-own = Skift din adgangskode
change-password-of = Skift adgangskode for { $name }
change-password-current = Nuværende adgangskode
change-password-current-hint = Din egen, ikke brugerens.
change-password-current-missing = Skriv din nuværende adgangskode.
change-password-other-text = Brugeren logges ud overalt og skal vælge en anden adgangskode ved næste login.
change-password-same = Det er din nuværende adgangskode. Vælg en anden.
change-password-wrong = Det er ikke din nuværende adgangskode.
change-password-locked = For mange forkerte adgangskoder. Prøv igen efter kl. { $time }.
change-password-done-own =
    { $sessions ->
        [0] Din adgangskode er skiftet.
        [one] Din adgangskode er skiftet. Én anden session er afsluttet.
       *[other] Din adgangskode er skiftet. { $sessions } andre sessioner er afsluttet.
    }
change-password-done-other =
    { $sessions ->
        [0] Adgangskoden er skiftet. Brugeren skal vælge en anden ved næste login.
        [one] Adgangskoden er skiftet, og én session er afsluttet. Brugeren skal vælge en anden ved næste login.
       *[other] Adgangskoden er skiftet, og { $sessions } sessioner er afsluttet. Brugeren skal vælge en anden ved næste login.
    }
change-password-shared = Flere personer bruger denne bruger. Giv hver af dem den nye adgangskode: de bliver ikke bedt om en anden.
change-password-done-shared =
    { $sessions ->
        [0] Adgangskoden er skiftet.
        [one] Adgangskoden er skiftet, og én session er afsluttet.
       *[other] Adgangskoden er skiftet, og { $sessions } sessioner er afsluttet.
    }
