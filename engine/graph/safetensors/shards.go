package safetensors

import (
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"
)

// maxShards bounds how many files an index may name.
const maxShards = 256

// addIndex reads the shards that an index names. A shard lies beside its
// index; keys that a shard holds beyond what the index says are left out.
func (s *Set) addIndex(name string) error {
	shards, err := s.readIndex(name)
	if err != nil {
		return err
	}
	for shard, keys := range shards {
		if err := s.addFile(path.Join(path.Dir(name), shard), keys); err != nil {
			return err
		}
		for key := range keys {
			if _, ok := s.tensors[key]; !ok {
				return damagedFault(name, fmt.Sprintf("it says that %s holds %q, but it does not", shard, key))
			}
		}
	}
	return nil
}

// readIndex returns the keys of each shard.
func (s *Set) readIndex(name string) (map[string]map[string]bool, error) {
	file, err := s.resolve(name)
	if err != nil {
		return nil, err
	}
	f, _, err := openRegular(file)
	if err != nil {
		return nil, missingFault(name, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxHeader+1))
	if err != nil || len(text) > maxHeader {
		return nil, damagedFault(name, "it is too large for an index")
	}
	shards, err := parseIndex(text)
	if err != nil {
		return nil, damagedFault(name, err.Error())
	}
	return shards, nil
}

func parseIndex(text []byte) (map[string]map[string]bool, error) {
	var index struct {
		Map map[string]string `json:"weight_map"`
	}
	if err := json.Unmarshal(text, &index); err != nil || len(index.Map) == 0 {
		return nil, fmt.Errorf("it is not an index of shards")
	}
	shards := map[string]map[string]bool{}
	for key, shard := range index.Map {
		if strings.ContainsAny(shard, `/\:`) || !strings.HasSuffix(shard, fileSuffix) {
			return nil, fmt.Errorf("it names the shard %.80q, which is not a file beside it", shard)
		}
		if shards[shard] == nil {
			if len(shards) == maxShards {
				return nil, fmt.Errorf("it names more than %d shards", maxShards)
			}
			shards[shard] = map[string]bool{}
		}
		shards[shard][key] = true
	}
	return shards, nil
}
