SELECT c."case" AS {case_head}, {law} AS {law_head}, {team} AS {team_head}, {channel} AS {channel_head},
    c.registered_on AS {registered_on}, c.talked_on AS {talked_on}, c.finished_on AS {finished_on}, {step} AS {step_head},
    c.applied_on AS {applied_on}, c.decided_on AS {decided_on}, c.granted_on AS {granted_on},
    c.covered_on AS {covered_on}, c.supported_on AS {supported_on}, c.helped_on AS {helped_on},
    c.ended_on AS {ended_on}, c.back_on AS {back_on}
FROM reporting_course c
WHERE c.registered_on BETWEEN {since} AND {until} AND ({scope})
