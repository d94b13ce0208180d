package demo

// Parts of invented personal names. They belong to no language and to nobody.
func givenNames() (female, male []string) {
	return []string{"Avela", "Brisa", "Corinthe", "Dalmira", "Elowe", "Fenna", "Galia", "Hestine", "Ilvara", "Jorune", "Kessa", "Lumine", "Mirelle", "Nerith", "Orsane", "Pelia", "Quenna", "Rosalde", "Sivane", "Tamsel"},
		[]string{"Aldren", "Borin", "Caspen", "Dorvan", "Edric", "Faelon", "Garrin", "Halden", "Ivarn", "Joren", "Kelmar", "Lorcan", "Marsten", "Norvan", "Oswen", "Perrin", "Quill", "Rendal", "Sorvin", "Tobren"}
}

func familyStems() (first, second []string) {
	return []string{"Ash", "Brack", "Carrow", "Dun", "Elder", "Fen", "Grey", "Hollow", "Iron", "Kest", "Lark", "Marl", "North", "Orm", "Penn", "Quarry", "Rook", "Salt", "Thorn", "Vale", "Wyn", "Yarrow", "Zel", "Cold"},
		[]string{"acre", "bane", "combe", "dell", "ermoor", "field", "garth", "hurst", "ingale", "keld", "lowe", "mere", "nock", "over", "pike", "ridge", "stead", "thwaite", "wick", "yard"}
}

func dealerNames() []string {
	return []string{"Harrow & Pike", "The Gun Room at Tarn", "Lakehaven Sporting", "Fellgate Field Sports", "Meridon Arms Store", "Port Aurel Outfitters",
		"Castle Hill Guns", "Stonewick Country", "Orm Island Sports", "Saltreach Tackle and Gun", "Millbrook Armoury", "Corrie Hunting",
		"Old Wharf Gunsmith", "Upper Lenn Traders", "Grey Sands Shooting", "Vardmouth Arms", "Kelp Bay Stores", "Eastlake Guns"}
}
