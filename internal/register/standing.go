package register

import "focalpoint"

// standing is where an item stands while its life is walked.
type standing struct {
	status focalpoint.Status
	Possession
	ended   *focalpoint.Event // the destruction or deactivation on record
	export  *focalpoint.Event // the export on record, when it has not come back
	missing *focalpoint.Event // the loss or theft on record, when it was not found again
	stock   *focalpoint.Event // the entry into State stock, while it is there
}

// turnedUp says whether an event shows the item in the hands of an authority
// or on the street, whatever the register said.
func turnedUp(e *focalpoint.Event) bool {
	switch e.EffectiveKind() {
	case focalpoint.EventSeizure, focalpoint.EventFind, focalpoint.EventSurrender:
		return true
	}
	return false
}

// contradicts says what is wrong with an event after what is on record: the
// "impossible return" of a destroyed, deactivated or exported item.
func (s *standing) contradicts(e *focalpoint.Event) (AlarmKind, focalpoint.EventID) {
	up := turnedUp(e) && e.Role != focalpoint.RoleStateOwned && e.Role != focalpoint.RoleLawfulOwner
	lawful := e.EffectiveKind().Lawful()
	switch {
	case s.ended != nil && up && s.ended.EffectiveKind() == focalpoint.EventDestroy:
		return AlarmDestroyed, s.ended.ID
	case s.ended != nil && up:
		return AlarmDeactivated, s.ended.ID
	case s.ended != nil && lawful && s.ended.EffectiveKind() == focalpoint.EventDestroy:
		return AlarmTwoLives, s.ended.ID
	case s.missing != nil && up:
		return AlarmStolen, s.missing.ID
	case s.export != nil && up && (e.State == "" || e.State == s.export.State):
		return AlarmExported, s.export.ID
	case s.stock != nil && up:
		return AlarmStock, s.stock.ID
	}
	return "", ""
}

// step takes one event.
func (s *standing) follow(e *focalpoint.Event) {
	kind := e.EffectiveKind()
	s.Possession.Step(e)
	switch kind {
	case focalpoint.EventExport:
		s.status, s.export = focalpoint.StatusExported, e
	case focalpoint.EventImport:
		s.status, s.export = focalpoint.StatusLawful, nil
	case focalpoint.EventStockIn:
		s.status, s.stock = focalpoint.StatusStateStock, e
	case focalpoint.EventStockOut:
		s.status, s.stock = focalpoint.StatusLawful, nil
	case focalpoint.EventLoss:
		s.status, s.missing = focalpoint.StatusLost, e
	case focalpoint.EventTheft:
		s.status, s.missing = focalpoint.StatusStolen, e
	case focalpoint.EventRecover:
		s.status, s.missing = focalpoint.StatusLawful, nil
	case focalpoint.EventSeizure, focalpoint.EventFind, focalpoint.EventSurrender:
		if e.Role != focalpoint.RoleStateOwned && e.Role != focalpoint.RoleLawfulOwner {
			s.status, s.missing = focalpoint.StatusHeld, nil
		}
	case focalpoint.EventForfeiture:
		s.status = focalpoint.StatusForfeited
	case focalpoint.EventDeactivate:
		s.status, s.ended = focalpoint.StatusDeactivated, e
	case focalpoint.EventDestroy:
		s.status, s.ended = focalpoint.StatusDestroyed, e
	case focalpoint.EventManufacture, focalpoint.EventSale, focalpoint.EventTransfer, focalpoint.EventInherit, focalpoint.EventDeliver,
		focalpoint.EventLicence, focalpoint.EventRegister, focalpoint.EventRepair, focalpoint.EventProof:
		if s.status == "" || s.status == focalpoint.StatusUnknown || s.status == focalpoint.StatusHeld || s.status == focalpoint.StatusForfeited {
			s.status = focalpoint.StatusLawful
		}
	}
}
