# Opsætning: interne e-maildomæner.
menu-domains = Interne e-maildomæner
domains-text = Kun brugere med en bekræftet adresse i et af disse domæner kan være supportmedarbejdere, som kan nå alle kunder.
domains-none = Der er intet internt domæne, så ingen kan være supportmedarbejder.
domains-domain = Domæne
domains-hint = Det, der står efter @, for eksempel example.com. Underdomæner tæller for sig selv.
domains-add = Tilføj domæne
domains-added = { $domain } er tilføjet.
domains-wrong = Det er ikke et domæne for adresser. Et domæne ser ud som example.com.
domains-there = Domænet er allerede på listen.
domains-used = Supportmedarbejdere
domains-agents-go =
    { $count ->
        [one] Én supportmedarbejder har en adresse i dette domæne, kan ikke længere nå andre kunder og skal have en licens: er der ingen tilbage, afsluttes sessionerne.
       *[other] { $count } supportmedarbejdere har en adresse i dette domæne, kan ikke længere nå andre kunder og skal have en licens hver: hvor der ingen er tilbage, afsluttes deres sessioner.
    }
