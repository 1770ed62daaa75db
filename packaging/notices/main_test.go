package main

import "testing"

func TestClassify(t *testing.T) {
	cases := map[string]string{
		"Apache License\n   Version 2.0, January 2004":                                                                       "Apache-2.0",
		"Permission is hereby granted, free of charge, to any person\nobtaining a copy of this software":                     "MIT",
		"Redistributions in binary form must reproduce the above. Neither the name of Google":                                "BSD-3-Clause",
		"Redistributions in binary form must reproduce the above copyright notice":                                           "BSD-2-Clause",
		"GNU AFFERO GENERAL PUBLIC LICENSE Version 3":                                                                        "AGPL",
		"GNU GENERAL PUBLIC LICENSE Version 3. Permission is hereby granted, free of charge, to any person obtaining a copy": "GPL",
		"Mozilla Public License Version 2.0 ... Secondary License means the GNU General Public License":                      "MPL-2.0",
		"You may do anything.": "",
	}
	for text, want := range cases {
		if got := classify(text); got != want {
			t.Errorf("%.40q: %q, want %q", text, got, want)
		}
	}
}
