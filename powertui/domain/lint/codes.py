"""The findings that there are: how bad, why it matters, how to mend. What is found where is said by each finding."""

from enum import Enum

from powertui.domain.alerts import Severity

_CRITICAL, _WARNING, _INFO = Severity.CRITICAL, Severity.WARNING, Severity.INFO


class LintCode(Enum):
    """Value: (slug, severity, why it matters, how to mend)."""

    PDU_WITHOUT_FEED = (
        "pdu-without-feed",
        _WARNING,
        "no feed, rack or panel counts what hangs on it",
        "cable its inlet to a power feed or to an outlet",
    )
    DEVICE_WITHOUT_CORD = (
        "device-without-cord",
        _WARNING,
        "its draw is counted nowhere",
        "cable its power ports to outlets, or mark them as connected",
    )
    CORD_MISSING = (
        "cord-missing",
        _INFO,
        "the device looks redundant and hangs on fewer cords than it has",
        "cable the power port, or mark it as connected",
    )
    ONE_ENDED_CABLE = (
        "one-ended-cable",
        _WARNING,
        "it occupies what it is plugged into and leads nowhere; deleting a device in NetBox leaves such cables behind",
        "delete the cable, or connect its other end",
    )
    CONNECTOR_MISMATCH = (
        "connector-mismatch",
        _WARNING,
        "the plug does not go into that outlet: the cable or one of the types is wrong in the model",
        "correct the type of the port or of the outlet, or the cable",
    )
    OUTLET_FEEDS_FROM_NOTHING = (
        "outlet-without-inlet",
        _WARNING,
        "what is plugged into it is counted by no inlet, feed or rack",
        "set the outlet's power port",
    )
    INLET_WITHOUT_OUTLETS = (
        "inlet-without-outlets",
        _INFO,
        "the PDU has outlets, but none of them draws from this inlet",
        "set the power port of the outlets behind it",
    )
    SUPPLY_LOOP = (
        "supply-loop",
        _CRITICAL,
        "each supplies the other, so nothing does; every figure on the loop is arbitrary",
        "correct the cable, or the panel's supply, that closes the loop",
    )
    SEVERAL_SUPPLIES = (
        "several-supplies",
        _WARNING,
        "one port on two supplies at once connects the supplies to each other; NetBox counts its draw on each",
        "give each supply a port of its own",
    )
    SAME_SIDE_CORDS = (
        "cords-on-one-side",
        _WARNING,
        "the loss of that side takes the device down although it has more than one cord",
        "move a cord to the other side",
    )
    SAME_PDU_CORDS = (
        "cords-on-one-pdu",
        _WARNING,
        "the loss of that PDU takes the device down although it has more than one cord",
        "move a cord to a PDU of the other side",
    )
    SAME_PANEL_SIDES = (
        "sides-on-one-panel",
        _WARNING,
        "the loss of that panel takes both sides at once",
        "feed one side from another panel, or correct the sides",
    )
    SHARED_UPSTREAM = (
        "sides-share-upstream",
        _WARNING,
        "both sides hang on one thing further up, whose loss takes both",
        "correct what feeds the panels, or know it",
    )
    RACK_ONE_SIDE = (
        "rack-with-one-side",
        _INFO,
        "nothing in the rack can be redundant",
        "add a feed of the other side, or leave it if that is meant",
    )
    REDUNDANT_WITHOUT_PRIMARY = (
        "redundant-without-primary",
        _INFO,
        "a redundant feed stands in for a primary one, and the rack has none",
        "correct the type of the feed",
    )
    SIDE_AMBIGUOUS = (
        "side-ambiguous",
        _WARNING,
        "redundancy is judged by sides, and this one is a guess",
        "set the side of the panel or feed",
    )
    SIDE_UNKNOWN = (
        "side-unknown",
        _INFO,
        "no figure of the other side's loss can be given for what hangs on it",
        "set the side of the panel or feed",
    )
    VOLTAGE_LINE_TO_NEUTRAL = (
        "three-phase-voltage-line-to-neutral",
        _WARNING,
        "a three-phase feed's voltage is line-to-line; with line-to-neutral its available power is 1.7 times too small",
        "set the line-to-line voltage: 208 for 120, 380 for 220, 400 for 230, 415 for 240, 480 for 277",
    )
    VOLTAGE_LINE_TO_LINE = (
        "single-phase-voltage-line-to-line",
        _WARNING,
        "no single-phase equipment for racks takes this; the feed is likely three-phase",
        "set the phase to three-phase, or the voltage to line-to-neutral",
    )
    VOLTAGE_UNUSUAL = (
        "voltage-unusual",
        _INFO,
        "it is no nominal voltage; a measured or mistyped one makes every share of the feed wrong",
        "set the nominal voltage",
    )
    THREE_PHASE_DC = (
        "three-phase-dc",
        _WARNING,
        "direct current has no phases; NetBox multiplies its available power by 1.732 all the same",
        "set the phase to single-phase, or the supply to AC",
    )
    SINGLE_PHASE_INLET = (
        "single-phase-inlet-on-three-phase-feed",
        _WARNING,
        "a plug with one phase on a three-phase feed loads one leg, and the model does not say which",
        "correct the inlet's type, or the feed's phase",
    )
    THREE_PHASE_INLET = (
        "three-phase-inlet-on-single-phase-feed",
        _WARNING,
        "the legs of the PDU have no supply in the model, and the available power is too small",
        "correct the feed's phase and voltage, or the inlet's type",
    )
    OUTLET_WITHOUT_LEG = (
        "outlet-without-leg",
        _WARNING,
        "what is plugged in is on no leg, so the legs' figures leave it out",
        "set the outlet's feed leg (or its pair of legs)",
    )
    LEG_ON_SINGLE_PHASE = (
        "leg-on-single-phase",
        _INFO,
        "the PDU hangs on a single-phase supply, where a leg means nothing",
        "clear the outlets' feed legs, or correct the feed's phase",
    )
    LEG_AND_PAIR = (
        "leg-and-line-pair",
        _WARNING,
        "the outlet's leg is none of its pair's; the pair counts here and the leg in NetBox",
        "correct the leg or the pair",
    )
    RATING_HIDES_SUM = (
        "rating-hides-sum",
        _WARNING,
        "an inlet with a maximum draw alone counts as 0 W allocated in NetBox, whatever hangs on it",
        "clear the inlet's maximum draw in NetBox; the PDU's own rating has its own field here",
    )
    STATED_BELOW_SUM = (
        "stated-below-sum",
        _WARNING,
        "NetBox counts the stated draw and not the greater sum of what hangs below",
        "clear the inlet's draws, so that they are summed",
    )
    DRAW_UNKNOWN = (
        "draw-unknown",
        _INFO,
        "it counts as 0 W",
        "give the port an allocated draw",
    )
    ALLOCATED_UNKNOWN = (
        "allocated-unknown",
        _INFO,
        "with a maximum draw alone it counts as 0 W allocated",
        "give the port an allocated draw",
    )
    OVER_OUTLET_RATING = (
        "draw-over-outlet",
        _WARNING,
        "the connector is rated for less",
        "move the load, or correct its draw or the outlet's type",
    )
    OVER_BRANCH_RATING = (
        "draw-over-branch",
        _CRITICAL,
        "the branch's breaker would trip",
        "move loads to another branch",
    )
    OVER_PDU_RATING = (
        "draw-over-pdu",
        _CRITICAL,
        "the PDU carries more than it is rated for",
        "move loads to another PDU",
    )
    OVER_FEED = (
        "draw-over-feed",
        _CRITICAL,
        "the feed would carry more than is permissible",
        "move loads to another feed",
    )
    OVER_FEED_LEG = (
        "draw-over-leg",
        _CRITICAL,
        "one leg's breaker pole trips first, whatever the sum says",
        "move loads to another leg",
    )
    OVER_PANEL = (
        "draw-over-panel",
        _CRITICAL,
        "the panel carries more than it is rated for",
        "move loads to another panel",
    )
    OVER_ON_FAILOVER = (
        "over-when-a-side-is-lost",
        _WARNING,
        "when one side is lost, the other takes over its draw and is overloaded: redundancy that trips",
        "reduce or move loads until either side can carry both",
    )
    BREAKER_POSITIONS = (
        "breaker-positions",
        _WARNING,
        "the panel has fewer positions than feeds, or two feeds in one position",
        "correct the positions, or the panel's count",
    )
    FEED_WITHOUT_RACK = (
        "feed-without-rack",
        _INFO,
        "no rack's figure has it; in NetBox the rack of the PDU does not matter, the feed's does",
        "set the feed's rack, unless it supplies a panel or equipment outside racks",
    )
    FEED_IN_OTHER_RACK = (
        "feed-of-another-rack",
        _WARNING,
        "NetBox counts the PDU's load in the feed's rack and not where the PDU is",
        "correct the rack of the feed or of the PDU",
    )
    FEED_UNUSED = (
        "feed-unused",
        _INFO,
        "an active feed with nothing on it adds capacity to its rack that nothing can use",
        "cable it, or set its status to planned",
    )
    IDLE_FEED_LOADED = (
        "inactive-feed-loaded",
        _WARNING,
        "NetBox counts it as if it were active",
        "correct the feed's status, or move the cable",
    )
    IDLE_OUTLET_LOADED = (
        "inactive-outlet-loaded",
        _INFO,
        "NetBox counts its load as if it were enabled",
        "correct the outlet's status, or move the cord",
    )
    INACTIVE_DEVICE_COUNTED = (
        "inactive-device-counted",
        _INFO,
        "its connected cords are counted although the device is not in use",
        "set its cables to planned or decommissioning, or correct its status",
    )
    CABLE_ACROSS_SITES = (
        "cable-across-sites",
        _WARNING,
        "power does not leave a site; one of the objects is in the wrong place",
        "correct the cable, or the site",
    )
    BRANCH_FOREIGN_OUTLET = (
        "branch-of-foreign-outlet",
        _WARNING,
        "the branch names outlets that its device does not have, or that another branch has too",
        "correct the branch's outlets",
    )
    OUTLET_OUTSIDE_BRANCHES = (
        "outlet-outside-branches",
        _INFO,
        "its load is watched by no branch's rating",
        "add the outlet to its branch",
    )
    SCALE_CONTRADICTED = (
        "scale-contradicted",
        _WARNING,
        "one of its columns is ten, a hundred or a thousand times wrong, and so is every figure made of it",
        "compare with a meter, then set the scale in the configuration: [[override]]",
    )
    READINGS_CONTRADICT = (
        "readings-contradict",
        _INFO,
        "what the device measures does not fit together, or an override of the configuration changes nothing",
        "look at the values with powertui snmp read --raw",
    )
    POLL_ADDRESS_TWICE = (
        "poll-address-twice",
        _WARNING,
        "two entries ask one device, and one of them shows another's figures",
        "correct the address of one of them",
    )
    POLL_DEVICE_TWICE = (
        "poll-device-twice",
        _WARNING,
        "the device's load is read, and added up, twice",
        "remove one of the entries",
    )
    POLLED_WITHOUT_MODEL = (
        "polled-without-model",
        _WARNING,
        "what it measures belongs to no PDU and no panel, and is in no sum",
        "bind it to the modelled device",
    )
    PDU_NOT_POLLED = (
        "pdu-not-polled",
        _INFO,
        "its feed has a modelled figure and no measured one",
        "add its address, credential and profile",
    )

    def __init__(self, slug: str, severity: Severity, why: str, mend: str) -> None:
        self.slug = slug
        self.severity = severity
        self.why = why
        self.mend = mend
