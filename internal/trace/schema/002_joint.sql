-- Derived: whom a trace asks next, and in which letter about several items a question left.
ALTER TABLE trace ADD COLUMN asks TEXT NOT NULL DEFAULT '';
ALTER TABLE trace_hop ADD COLUMN joint TEXT NOT NULL DEFAULT '';
CREATE INDEX trace_asks ON trace (asks) WHERE asks <> '';
CREATE INDEX trace_hop_joint ON trace_hop (joint) WHERE joint <> '';
UPDATE trace SET asks = COALESCE((SELECT MIN(h.party) FROM trace_hop h WHERE h.trace = trace.id AND h.party <> '' AND h.status IN ('draft', 'checked')), '');
