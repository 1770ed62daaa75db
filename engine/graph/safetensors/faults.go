package safetensors

import (
	"fmt"

	"lookbook/engine"
)

const howToRepair = "Verify the pack, or fetch this file again from where it came."

// missingFault says that a file is not there or cannot be opened.
func missingFault(file string, err error) *engine.Fault {
	f := &engine.Fault{
		Kind: engine.FaultWeights, Code: "weights.missing",
		Args: map[string]string{"file": file},
		What: fmt.Sprintf("The model file %s is missing or cannot be opened.", file),
		Next: howToRepair,
	}
	if err != nil {
		f.Cause = err.Error()
	}
	return f
}

// damagedFault says that a file does not keep to its format.
func damagedFault(file, reason string) *engine.Fault {
	return &engine.Fault{
		Kind: engine.FaultWeights, Code: "weights.damaged",
		Args: map[string]string{"file": file, "reason": reason},
		What: fmt.Sprintf("The model file %s cannot be used: %s.", file, reason),
		Next: howToRepair,
	}
}

// mismatchFault says that a well-formed file is not the network expected.
func mismatchFault(file, key, reason string) *engine.Fault {
	return &engine.Fault{
		Kind: engine.FaultWeights, Code: "weights.mismatch",
		Args: map[string]string{"file": file, "key": key, "reason": reason},
		What: fmt.Sprintf("The model file %s does not fit: %s %s.", file, key, reason),
		Next: "Check that the folder holds the model that the pack names.",
	}
}
