package pack

import (
	"fmt"

	"lookbook/engine"
)

func fault(kind engine.FaultKind, code string, args map[string]string, what, next string, cause error) *engine.Fault {
	f := &engine.Fault{Kind: kind, Code: code, Args: args, What: what, Next: next}
	if cause != nil {
		f.Cause = cause.Error()
	}
	return f
}

func badManifest(reason string) *engine.Fault {
	return fault(engine.FaultWeights, "pack.manifest", map[string]string{"reason": reason},
		fmt.Sprintf("The manifest of the pack cannot be used: %s.", reason), "Get the pack again from where it came.", nil)
}

func unknown(name string) *engine.Fault {
	return fault(engine.FaultWeights, "pack.unknown", map[string]string{"pack": name},
		fmt.Sprintf("There is no pack %q.", name), "Run \"lookbook pack list\" to see which there are.", nil)
}

func notInstalled(name string) *engine.Fault {
	return fault(engine.FaultWeights, "pack.not-installed", map[string]string{"pack": name},
		fmt.Sprintf("The pack %q is not installed.", name), fmt.Sprintf("Run \"lookbook pack add %s\" first.", name), nil)
}

func alreadyThere(name string) *engine.Fault {
	return fault(engine.FaultWeights, "pack.exists", map[string]string{"pack": name},
		fmt.Sprintf("The pack %q is installed already.", name), "Remove it first to install it anew.", nil)
}

func notAccepted(m *Manifest) *engine.Fault {
	return fault(engine.FaultWeights, "pack.license", map[string]string{"pack": m.Name, "license": m.License.Name},
		fmt.Sprintf("The pack %q is under the license %s, which has not been accepted.", m.Name, m.License.Name),
		"Read the license; if you accept it, add the pack with --accept-license.", nil)
}

func incomplete(name, file string) *engine.Fault {
	return fault(engine.FaultWeights, "pack.incomplete", map[string]string{"pack": name, "file": file},
		fmt.Sprintf("The folder is not the pack %q: %s is not in it.", name, file),
		"Choose the folder that holds the files as they were published.", nil)
}

func changed(name, file string, cause error) *engine.Fault {
	return fault(engine.FaultWeights, "pack.changed", map[string]string{"pack": name, "file": file},
		fmt.Sprintf("The file %s of the pack %q is missing or no longer what was installed.", file, name),
		"Remove the pack and add it again.", cause)
}

func wrongBytes(name, file string) *engine.Fault {
	return fault(engine.FaultWeights, "pack.digest", map[string]string{"pack": name, "file": file},
		fmt.Sprintf("What came for the file %s of the pack %q is not the file that was asked for.", file, name),
		"Try again later or from another mirror; nothing was installed.", nil)
}

func notFetched(name, file string, cause error) *engine.Fault {
	return fault(engine.FaultWeights, "pack.download", map[string]string{"pack": name, "file": file},
		fmt.Sprintf("The file %s of the pack %q could not be fetched.", file, name),
		"Check the connection and start again; what has arrived is kept and not fetched twice.", cause)
}

func noSource(name string) *engine.Fault {
	return fault(engine.FaultWeights, "pack.source", map[string]string{"pack": name},
		fmt.Sprintf("The pack %q cannot be fetched; its files must be brought.", name),
		"Give the folder that holds them with --from.", nil)
}

func noCache(name string) *engine.Fault {
	return fault(engine.FaultWeights, "pack.hub-cache", map[string]string{"pack": name},
		fmt.Sprintf("The files of the pack %q are not in the hub cache of this computer.", name),
		"Fetch them with the program that fills that cache, or add the pack without --hub-cache.", nil)
}

func tooLittleDisk(need, free int64) *engine.Fault {
	return fault(engine.FaultDisk, "pack.disk", map[string]string{"need": gigabytes(need), "free": gigabytes(free)},
		fmt.Sprintf("The pack needs %s of disk; %s are free.", gigabytes(need), gigabytes(free)),
		"Make room on the disk, or set LOOKBOOK_DATA to a folder on another one.", nil)
}

func diskFault(path string, err error) *engine.Fault {
	return fault(engine.FaultDisk, "pack.folder", map[string]string{"path": path},
		"The folder of the packs cannot be used: "+path+".", "Check that you may write there and that the disk is not full.", err)
}

func busy() *engine.Fault {
	return fault(engine.FaultDisk, "pack.busy", nil,
		"Another Lookbook is adding or removing a pack.", "Wait until it is done.", nil)
}

func gigabytes(n int64) string { return fmt.Sprintf("%.1f GB", float64(n)/(1<<30)) }
