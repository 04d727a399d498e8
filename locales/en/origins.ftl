# Setup: origins and locations of users.
menu-origins = Origins
menu-locations = Locations
origin-name = Name
origins-create = Create new origin
origins-text = Where users come from: a company, a chain, an agency. Whoever edits a user chooses one; whether one must be chosen is set under Installation.
origins-none = No origin has been created yet.
origin-name-taken = Another origin has this name.
origin-has-users =
    { $count ->
        [one] One user has this origin. Give the user another one first.
       *[other] { $count } users have this origin. Give them another one first.
    }
origin-has-locations =
    { $count ->
        [one] One location belongs to it. Delete it first, or let it belong to another origin.
       *[other] { $count } locations belong to it. Delete them first, or let them belong to another origin.
    }
origin-needed = It is the last one, and every user must have an origin (Setup → Installation).
locations-create = Create new location
locations-text = Places within an origin. On a user only locations of the user's own origin can be chosen.
locations-none = No location has been created yet.
location-name-taken = Another location of this origin has this name.
location-origin-hint = Users with this origin can be given this location.
location-origin-stays =
    { $count ->
        [one] One user has this location, so its origin stays.
       *[other] { $count } users have this location, so its origin stays.
    }
location-has-users =
    { $count ->
        [one] One user has this location. Give the user another one first.
       *[other] { $count } users have this location. Give them another one first.
    }

# On the form of a user.
user-origin = Origin
user-origin-none = None
user-origin-choose = Choose an origin
user-origin-gone = This origin has been deleted. Choose another.
user-location = Location
user-location-hint = One of the chosen origin.
user-location-elsewhere = This location does not belong to the chosen origin. Choose one that does.
user-location-look = Show the locations of this origin
user-email-required = An address is required (Setup → Installation).
import-origin-unknown = There is no origin { $name }.
import-location-unknown = The origin has no location { $name }.
import-origin-required = Every user must have an origin.
import-origin-hidden = Origins are switched off (Setup → Installation).
