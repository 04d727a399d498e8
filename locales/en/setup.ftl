# Setup: what is set for the whole installation.
setup-name = Name
setup-name-hint = Stands in the corner of every page. Empty: Keyholder.
setup-language = Language
setup-language-hint = For people who have chosen none and whose browser asks for none of ours.
setup-time-zone = Time zone
setup-time-zone-hint = For people and units that have none of their own.
setup-login = Login
setup-max-sessions-hint = 1 to 100, for whoever has no number of their own. A login beyond it offers to end the oldest session.
setup-links = Links
setup-activation-days = Activation links work for days
setup-activation-days-hint = 1 to 60.
setup-reset-minutes = Reset password links work for minutes
setup-reset-minutes-hint = 5 to 1440.
setup-confirm-hours = Links that confirm an address work for hours
setup-confirm-hours-hint = 1 to 168. All three count for links that are made from now on.
setup-link-wrong = A whole number from { $least } to { $most }.
setup-saved = Saved.
setup-stale = Somebody else has saved these settings in the meantime. Check them and save again to replace theirs.
setup-modules-text = A module delivers predefined roles: groups whose name and rights are locked. While a module is off, its roles are not offered and do not count; what was assigned is kept.
setup-module-on = On
setup-module-off = Off
setup-module-switch-on = Switch on
setup-module-switch-off = Switch off
setup-module-is-on = { $module } is on.
setup-module-is-off = { $module } is off.
setup-module-assigned = { $count ->
    [0] Its roles are assigned to nobody.
    [one] Its roles are assigned once.
   *[other] Its roles are assigned { $count } times.
}
setup-module-dormant = { $count ->
    [0] Its roles are assigned to nobody.
    [one] Its roles are assigned once, which does not count now.
   *[other] Its roles are assigned { $count } times, which does not count now.
}
module-access = Access
module-actors = Actors
module-cloud = Cloud accounts
