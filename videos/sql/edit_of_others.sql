-- Whether field `d` of video `v` holds an open edit that is not this rule's own.
EXISTS (
    SELECT FROM videos_openedit o
    JOIN videos_changeset s ON s.id = o.change_set_id
    WHERE o.video_id = v.id AND o.field = d.field
        AND NOT (s.kind = 'rule' AND s.request -> 'values' ->> 'rule' = {rule})
)
