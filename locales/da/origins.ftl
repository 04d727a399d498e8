# Opsætning: brugeres oprindelser og placeringer.
menu-origins = Oprindelser
menu-locations = Placeringer
origin-name = Navn
origins-create = Opret ny oprindelse
origins-text = Hvor brugere kommer fra: et firma, en kæde, et bureau. Den, der redigerer en bruger, vælger en; om man skal vælge, indstilles under »Installation«.
origins-none = Der er endnu ikke oprettet nogen oprindelse.
origin-name-taken = En anden oprindelse har dette navn.
origin-has-users =
    { $count ->
        [one] Én bruger har denne oprindelse. Giv først brugeren en anden.
       *[other] { $count } brugere har denne oprindelse. Giv dem først en anden.
    }
origin-has-locations =
    { $count ->
        [one] Én placering hører til den. Slet den først, eller lad den høre til en anden oprindelse.
       *[other] { $count } placeringer hører til den. Slet dem først, eller lad dem høre til en anden oprindelse.
    }
origin-needed = Den er den sidste, og alle brugere skal have en oprindelse (Opsætning → Installation).
locations-create = Opret ny placering
locations-text = Steder inden for en oprindelse. På en bruger kan man kun vælge placeringer i brugerens egen oprindelse.
locations-none = Der er endnu ikke oprettet nogen placering.
location-name-taken = En anden placering i denne oprindelse har dette navn.
location-origin-hint = Brugere med denne oprindelse kan få denne placering.
location-origin-stays =
    { $count ->
        [one] Én bruger har denne placering, så dens oprindelse står fast.
       *[other] { $count } brugere har denne placering, så dens oprindelse står fast.
    }
location-has-users =
    { $count ->
        [one] Én bruger har denne placering. Giv først brugeren en anden.
       *[other] { $count } brugere har denne placering. Giv dem først en anden.
    }

# På en brugers formular.
user-origin = Oprindelse
user-origin-none = Ingen
user-origin-choose = Vælg en oprindelse
user-origin-gone = Denne oprindelse er slettet. Vælg en anden.
user-location = Placering
user-location-hint = En i den valgte oprindelse.
user-location-elsewhere = Placeringen hører ikke til den valgte oprindelse. Vælg en, der gør.
user-location-look = Vis denne oprindelses placeringer
user-email-required = En adresse er påkrævet (Opsætning → Installation).
import-origin-unknown = Oprindelsen { $name } findes ikke.
import-location-unknown = Oprindelsen har ingen placering { $name }.
import-origin-required = Alle brugere skal have en oprindelse.
import-origin-hidden = Oprindelser er slået fra (Opsætning → Installation).
