# Setup: internal email domains.
menu-domains = Internal email domains
domains-text = Only users with a confirmed address in one of these domains can be support agents, who reach every customer.
domains-none = There is no internal domain, so nobody can be a support agent.
domains-domain = Domain
domains-hint = What stands behind the @, for example example.com. Subdomains count for themselves.
domains-add = Add domain
domains-added = { $domain } has been added.
domains-wrong = This is no domain of addresses. It looks like example.com.
domains-there = This domain is on the list already.
domains-used = Support agents
domains-agents-go =
    { $count ->
        [one] One support agent has an address in this domain, reaches other customers no more and needs a licence: if none is left, the sessions end.
       *[other] { $count } support agents have an address in this domain, reach other customers no more and need a licence each: where none is left, their sessions end.
    }
