import-unit-unknown = Ingen enhed har koden { $code }.
import-unit-archived = Enheden { $code } er arkiveret.
import-unit-archived-row = Enheden { $code } er arkiveret. En import, der erstatter træet, henter den fra arkivet.
import-unit-top = { $code } er toppen, som altid er der.
import-unit-kind = Typen kan ikke ændres: dette er en { $kind }.
import-unit-has-users =
    { $count ->
        [one] Filen mangler enheden { $code }, hvor der stadig er én bruger.
       *[other] Filen mangler enheden { $code }, hvor der stadig er { $count } brugere.
    }
import-unit-has-actors =
    { $count ->
        [one] Filen mangler enheden { $code }, hvor én aktør stadig er i brug.
       *[other] Filen mangler enheden { $code }, hvor { $count } aktører stadig er i brug.
    }
import-unit-parent-removed = Filen mangler enheden { $code }, så intet kan ligge under den.
import-customer-number-taken = En anden kunde har nummeret { $number }.
import-circle = Dette ville slutte en ring: { $path }.
import-reserved = { $name } er et reserveret navn.
import-name-taken = { $name } er allerede en anden kontos navn eller e-mail.
import-user-unknown = Der er ingen bruger med login { $name }.
import-group-unknown = Ingen gruppe har navnet { $name }.
import-right-unknown = Rettigheden { $key } findes ikke.
import-right-top = { $key } kan kun sættes øverst: lad feltet stå tomt.
import-administrators-top = Administratorer har kun medlemmer øverst: lad feltet stå tomt.
import-administrator-dates = Administrator er medlem af Administratorer uden datoer.
import-implicit-group = Alle er i { $group } uden at være sat ind i den.
import-no-member = { $name } kan ikke være medlem af en gruppe.
import-no-cells = Der kan ikke sættes rettigheder på { $name }.
import-group-in-use = Filen mangler gruppen { $name }, som stadig er i brug: medlemskaber { $members }, rettigheder { $grants }. Fjern dem først.
import-removed-unit = enheden { $code }
import-removed-user = brugeren { $login }
import-removed-group = gruppen { $name }
import-removed-membership = { $account } i { $group } i { $unit }
import-removed-grant = { $effect } { $key } for { $account } i { $unit }
import-unit-missing = Angiv en enhed: toppen er ikke din at bruge.
import-code-taken = Koden { $code } er optaget.
import-unit-two-moves = En enhed over denne flyttes også. Flyt den øverste med sin egen fil først.
import-too-long = Filen har { $rows } rækker. På denne side må der være { $most }; længere filer importeres med kommandoen keyholder import.
import-role-locked = Rettighederne for { $name } er låst: det er en foruddefineret rolle.
import-on-behalf-unknown = Der er ingen bruger { $login }, der kan tilknyttes.
import-actor-role-unknown = Ingen rolle i brug har systemnavnet { $name }.
import-actor-merged = Aktøren er flettet ind i en anden.
import-actor-field = { $field }: { $reason } En fil har ingen kolonne til det: udfyld det først i formularen.
import-removed-actor = aktør { $number } { $name }
