package imaging

import (
	"runtime"
	"sync"
)

// parallelRows calls f with ranges of rows that cover 0..rows, on as many
// goroutines as there are processors, and returns when all have ended. A panic
// in f is raised again in the caller's goroutine, where guard can see it.
func parallelRows(rows int, f func(y0, y1 int)) {
	n := min(runtime.GOMAXPROCS(0), (rows+63)/64)
	if n <= 1 {
		f(0, rows)
		return
	}
	var wg sync.WaitGroup
	panics := make(chan any, n)
	for i := range n {
		y0, y1 := rows*i/n, rows*(i+1)/n
		wg.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					panics <- r
				}
			}()
			f(y0, y1)
		})
	}
	wg.Wait()
	select {
	case r := <-panics:
		panic(r)
	default:
	}
}
