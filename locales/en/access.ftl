# Decisions in words: outcome, because WHO says WHAT, WHERE.
access-allowed = Allowed
access-not-allowed = Not allowed
access-sentence = { $outcome }, { $reason }
access-because-user-allow = because this user is allowed it { $place }
access-because-user-deny = because it is denied on this user { $place }
access-because-group-allow = because group { $group } is allowed it { $place }
access-because-group-deny = because it is denied on group { $group } { $place }
access-because-administrators = because members of Administrators may do everything
access-because-archived = because { $unit } is archived
access-because-nothing = because nothing allows it
access-overruled = overruled: { $reason }
access-here = here
access-in-unit = in { $unit }
access-by-path = { $reason } (member by { $path })
access-path-link = { $group } in { $unit }
access-until = { $reason }, until { $until }
access-full-label = { $category }: { $label }
