module lookbook

go 1.26
