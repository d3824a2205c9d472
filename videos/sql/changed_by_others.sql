-- Whether anybody but YouTube and this rule itself has changed field `d` of video `v` since the rule was written.
EXISTS (
    SELECT FROM videos_change c
    JOIN videos_changeset s ON s.id = c.change_set_id
    WHERE c.video_id = v.id AND c.field = d.field AND c.made_at >= {since}
        AND s.kind NOT IN ('report', 'pull')
        AND NOT (s.kind = 'rule' AND s.request -> 'values' ->> 'rule' = {rule})
)
