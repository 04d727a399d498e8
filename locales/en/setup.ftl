# Setup: what is set for the whole installation.
setup-name = Name
setup-name-hint = Stands in the corner of every page. Empty: Keyholder.
setup-language = Default language
setup-language-hint = For people who have chosen none and whose browser asks for none of ours.
setup-time-zone = Time zone
setup-time-zone-hint = For people and units that have none of their own.
setup-max-sessions-hint = 1 to 100, for whoever has no number of their own. A login beyond it offers to end the oldest session.
setup-public-address = Public address
setup-public-address-hint = What people type in the browser. It is set where the server is started (KEYHOLDER_PUBLIC_URL).
setup-support-contact = Support contact
setup-support-contact-hint = Whom people ask: a name, a number, an address. Shown on the login page, where something is refused and where licences have run out.
setup-languages = Languages offered
setup-languages-hint = What people can choose. Whoever had chosen another is spoken to as if they had chosen none.
setup-languages-none = Offer at least one language.
setup-language-not-offered = This language is not among those offered.
setup-email-required = Email required
setup-email-required-hint = Every user must have an address; whoever has none is asked for it at the next save.
setup-origin-hint = Whether the forms of users show Origin and Location, and ask for an origin.
setup-origin-hidden = Hidden
setup-origin-optional = Optional
setup-origin-required = Required
setup-origin-none-yet = There is no origin yet. Create one first.
setup-activity-days = Entries are kept (days)
setup-activity-days-hint = 30 or more. Empty: for ever. Older entries are removed every hour, and cannot be brought back.
setup-links = Links
setup-activation-days = Activation links work (days)
setup-activation-days-hint = 1 to 60.
setup-reset-minutes = Reset password links work (minutes)
setup-reset-minutes-hint = 5 to 1440.
setup-confirm-hours = Links that confirm an address work (hours)
setup-confirm-hours-hint = 1 to 168. All three count for links that are made from now on.
setup-link-wrong = A whole number from { $least } to { $most }.
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
    [one] One assignment of its roles.
   *[other] { $count } assignments of its roles.
}
setup-module-dormant = { $count ->
    [0] Its roles are assigned to nobody.
    [one] One assignment of its roles, which does not count now.
   *[other] { $count } assignments of its roles, which do not count now.
}
module-access = Access
module-actors = Actors
module-cloud = Cloud accounts
