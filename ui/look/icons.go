package look

import "fyne.io/fyne/v2"

// IconGarment is a shirt, which Fyne's icons do not have.
var IconGarment fyne.Resource = fyne.NewStaticResource("shirt.svg", []byte(
	`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">`+
		`<path d="M8.2 3 3.4 5.6 1.2 11l3.9 1.6L6.4 10.6V21h11.2V10.6l1.3 2 3.9-1.6-2.2-5.4L15.8 3`+
		`C15.2 4.9 13.8 6 12 6S8.8 4.9 8.2 3z"/></svg>`))
