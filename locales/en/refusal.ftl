refusal-lacks = You need { $right } in { $unit }.
refusal-no-screen = You need { $right } to open this screen.
refusal-gives-more = That would give { $right } in { $unit }, which you do not hold there.
refusal-holds-more = This user holds { $right } in { $unit }, now or later, which you do not hold there. Whoever controls a login has its rights.
refusal-administrators = Only administrators may do this.
refusal-administrators-longer = You are an administrator only for a time. What you give cannot last longer.
refusal-stays-at-top = A membership in Administrators is possible at the top only, so it cannot be moved along. Move the user without the memberships, or take it away first.
refusal-protected = System and Administrator cannot be changed this way.
refusal-only-itself = Only Administrator itself may change this.
refusal-oneself = Nobody may do this to their own user.
refusal-everywhere = the whole installation
refusal-unseen = a unit that is not open to you
refusal-always-member = Administrator is always a member of Administrators.
refusal-system-group = Administrators, Users and All belong to every installation and cannot be changed this way.
refusal-archived = This unit is archived. Unarchive it first.
refusal-top = The top can be neither moved nor archived.
refusal-not-held = You can deny, or lift a denial of, only what you hold yourself: { $right } in { $unit }.
refusal-outranked = This account holds { $right } in { $unit }, which you do not hold there. So you cannot deny it anything.
refusal-no-cells = Administrators hold every right everywhere. Nothing is allowed or denied on the group itself.
refusal-gives-longer = You hold { $right } in { $unit } only for a time. What you give cannot last longer.
refusal-only-at-top = { $right } counts everywhere and is set at the top only.
refusal-parent-archived = The unit above it is archived. Unarchive that one first.
refusal-predefined-role = The name and the rights of a predefined role are locked. Copy it into a group of your own.
refusal-on-behalf = It is in use: linked as a user that acts on behalf of others, or as one of those. Take the links away first, or deactivate the user instead.
refusal-group-gives-more = That would give { $right } in { $unit }, which you do not hold there. The recommended set-up puts { $own } into { $group } in { $place }: then whoever is in { $own } holds there what { $group } gives, and may give it.
refusal-linked-actor = It is in use: an actor is linked to this user. Take the link away first, or deactivate the user instead.
refusal-linked-user = It is in use: a user is linked to this actor. Take the link away first, or archive the actor instead.
refusal-merged-actors = It is in use: other actors have been merged into this one, and until { $when } that can be undone. From then on it can be deleted, with them. Archive it until then.
refusal-has-notes = It is in use: there are notes on it. Archive it instead.
refusal-wrote-notes = The user is in use: notes or documents on actors are by this user. Deactivate instead.
refusal-address-set-by-other = Somebody who holds fewer rights set this user's address, so no link is mailed there. Copy it from the user's tab with the links and hand it over, or change the address.
refusal-gives-reach = You cannot give more reach than you have yourself.
refusal-no-licence = { $count ->
    [0] The customer has no licences.
    [one] The customer's only licence is taken.
   *[other] All { $count } licences of the customer are taken.
  }
refusal-module-off = The module of this role is off.
refusal-few-licences = { $wanted ->
    [one] One licence is needed
   *[other] { $wanted } licences are needed
  }, and the customer has { $left } left of { $count }.
refusal-needs-no-licence = This user needs no licence.
refusal-ask-administrator = Ask an administrator.
refusal-ask-contact = Ask { $contact }.
refusal-could = { $people } could do it.
