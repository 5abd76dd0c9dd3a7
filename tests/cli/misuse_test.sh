#!/usr/bin/env bash
# Wrong words, wrong files and places that are taken: each is answered by an exit code and a message
# that says what, where and what to do, and no file of the user's is another one afterwards.
#
# Usage: misuse_test.sh BACHPROP
set -uo pipefail

source "$(dirname "$0")/common.sh"
unset BACHPROP_SOUNDFONT BACHPROP_ENGRAVER BACHPROP_CORPORA
cases=0
failures=0

# The files of a user: pieces, a corpus, a model, pages, and some that are not what they seem.
set -e
mkdir "$work/user"
cd "$work/user"
"$bachprop" generate -n 12 --max-notes 40 --format midi -o run >/dev/null
"$bachprop" generate -n 12 --max-notes 40 --format midi -o others --seed 2 >/dev/null
mkdir pieces few empty texts site own taken
cp others/*.mid pieces
cp run/piece-001.mid few/one.mid
"$bachprop" prepare pieces -o corpus.safetensors >/dev/null 2>&1
"$bachprop" train pieces -o model.safetensors --epochs 1 --layers 1 --hidden 4 --threads 1 >/dev/null 2>&1
"$bachprop" render few -o sheets --format musicxml >/dev/null
"$bachprop" listening-test --human pieces --machine run --seconds 1 -n 2 -o test >/dev/null 2>&1
head -c 3000 model.safetensors >cut.safetensors
head -c 100 run/piece-001.mid >cut.mid
echo "a letter" | tee letter.txt texts/letter.txt letter.mid site/index.html key.json >/dev/null
cp run/piece-002.mid own/piece-001.mid
cp run/piece-001.mid tune.mid
cp run/piece-001.mid tune.wav
ln tune.mid linked.html
ln -s nowhere dangling.safetensors
ln -s loop loop
mkdir taken/one.musicxml
echo "my notes" | tee other.curves.html third.curves.jsonl fifth.at-10.safetensors model.at-100.safetensors >/dev/null
cp corpus.safetensors fourth.checkpoint.safetensors
ln -s model.safetensors alias.safetensors
"$bachprop" keep run/piece-001 >/dev/null
# A run by a model that is gone, one of which a piece is gone, and records that are none.
cp model.safetensors gone.safetensors
"$bachprop" generate -n 1 --max-notes 40 --format midi --model gone.safetensors -o best >/dev/null
rm gone.safetensors
cp -r run lost
rm lost/piece-001.mid
mkdir odd damaged
echo '["tea"]' >odd/favourites.json
sed 's/"temperature": 1.0/"temperature": "hot"/' run/pieces.json >damaged/pieces.json
"$bachprop" train few own others/piece-003.mid -o old.safetensors --epochs 1 --layers 1 --hidden 4 --threads 1 >/dev/null 2>&1
set +e

state() { find . -printf '%p %y %l\n' | sort; find . -type f -exec sha256sum {} + | sort; }
before=$(state)

complain() {
  echo "FAILED: bachprop ${words[*]}"
  echo "  $1"
  sed 's/^/  | /' "$work/err" | head -n 6
  failures=$((failures + 1))
}

# misuse CODE PATTERN... -- WORD...: the program with these words ends with this code and says all
# of the patterns on standard error, and the user's files are as they were.
misuse() {
  local code=$1 patterns=() status after
  shift
  while [[ $1 != -- ]]; do
    patterns+=("$1")
    shift
  done
  shift
  words=("$@")
  cases=$((cases + 1))
  "$bachprop" "$@" >"$work/out" 2>"$work/err" </dev/null
  status=$?
  [[ $status -eq $code ]] || complain "exit code $status, not $code"
  for pattern in "${patterns[@]}"; do
    grep -Eq -- "$pattern" "$work/err" || complain "does not say: $pattern"
  done
  after=$(state)
  if [[ $after != "$before" ]]; then
    complain "the files are not as they were: $(diff <(echo "$before") <(echo "$after") | head -n 4)"
    before=$after
  fi
}

# No command, or none of ours.
misuse 2 '^bachprop: a command is required; see bachprop --help' -- # nothing at all
misuse 2 '"compose" is no command' -- compose
misuse 2 '"genarate" is no command; did you mean generate' -- genarate -n 2
misuse 2 'licences: "extra" is one word too many' '--help' -- licences extra
misuse 2 '"out" is one word too many' '--help' -- generate out
misuse 2 '--frmat is no option of it; did you mean --format' -- generate --frmat midi

# generate: where it writes.
misuse 1 'run holds another run \(12 pieces' 'another folder with -o' '--force' -- generate -n 1 --format midi -o run
misuse 1 'site/index.html \(a file' 'another folder with -o' '--force' -- generate -n 1 --format midi -o site
misuse 1 'own/piece-001.mid \(a MIDI file' '--force' -- generate -n 1 --format midi -o own
misuse 1 'letter.txt is there already, and it is not a folder' 'another folder with -o' -- generate -n 1 --format midi -o letter.txt
misuse 1 'letter.txt/new: the folder cannot be made' -- generate -n 1 --format midi -o letter.txt/new
misuse 1 'loop' -- generate -n 1 --format midi -o loop
misuse 1 'run/piece-003.mid: is read and would be overwritten' -- generate -n 1 --format midi -o run --force --prime run/piece-003.mid
misuse 2 'bachprop generate: -o is empty: give a name; see bachprop generate --help' -- generate -n 1 -o ''
# generate: how much of what.
misuse 2 '--pieces: 0 is not a whole number from 1 to 1000000' -- generate -n 0
misuse 2 '--pieces: -3 is not a whole number from 1 to' -- generate -n -3
misuse 2 '^bachprop generate: --pieces: many is not a whole number from 1' 'see bachprop generate --help' -- generate -n many
misuse 2 '--temperature: -1 is not a number from 0 to 100' -- generate --temperature -1
misuse 2 '--temperature' -- generate --temperature hot
misuse 2 '--temperature: nan is not a number from 0' -- generate --temperature nan
misuse 2 '--top-p: 0 is not a number above 0, at most 1' -- generate --top-p 0
misuse 2 '--top-k: -1 is not a whole number from 0 on' -- generate --top-k -1
misuse 2 '--max-copy' '0 or 3 to 47' -- generate --max-copy 2
misuse 1 'min-notes 9: it must be between 1 and max-notes, 4' -- generate --min-notes 9 --max-notes 4
misuse 2 '--bpm' '4' -- generate --bpm 0
misuse 2 '--end-bias' -- generate --end-bias 99
misuse 2 '--seed' -- generate --seed first
misuse 2 '--threads' -- generate --threads 0
misuse 2 '--precision' -- generate --precision fp8
# generate: from what.
misuse 1 'none.safetensors: cannot be opened: No such file' -- generate --model none.safetensors
misuse 1 'corpus.safetensors' -- generate --model corpus.safetensors
misuse 1 'cut.safetensors' 'cut short' -- generate --model cut.safetensors
misuse 1 'tune.mid: is not a safetensors file' -- generate --model tune.mid
misuse 1 'pieces: is not a file' -- generate --model pieces
misuse 2 '--style' 'chorales' -- generate --style jazz
misuse 2 '--style excludes --model|--model excludes --style' -- generate --style chorales --model model.safetensors
misuse 1 'none.mid: cannot be opened' -- generate --prime none.mid
misuse 1 'letter.txt' 'MThd' -- generate --prime letter.txt
misuse 2 '--prime-quarters requires --prime' -- generate --prime-quarters 4
misuse 1 'max-notes 5: the given beginning alone has' -- generate --prime tune.mid --max-notes 5
# generate: more of what there is, and the best of several.
misuse 1 'run/piece-099: run/pieces.json lists no such piece' 'piece-001 to piece-012' -- generate --like run/piece-099
misuse 1 'run: is a folder: name a piece in it' 'run/piece-001' -- generate --like run
misuse 1 'own has neither pieces.json nor favourites.json' 'out/piece-001' -- generate --like own/piece-001
misuse 2 '--prime excludes --like|--like excludes --prime' -- generate --like run/piece-001 --prime tune.mid
misuse 2 'generate: --like is empty: give a name' -- generate --like ''
misuse 2 'generate: --model is empty: give a name' -- generate --model ''
misuse 1 'run/piece-003.mid: is read and would be overwritten' 'another folder with -o' -- generate --like run/piece-003 -o run --force
misuse 1 'max-notes 40: the given beginning alone has' 'prime-quarters' -- generate --like run/piece-003 --prime-quarters 1000 -o new
misuse 1 'best is no longer there|best/piece-001.mid: is no longer there|was composed by gone.safetensors, which is not here' '--model' -- generate --like best/piece-001 -o new
misuse 2 '--first: 0 is not a whole number from 1' -- generate --first 0
misuse 1 'number 1,000,001, and numbers end at 1,000,000' -- generate --first 1000000 -n 2 -o new
misuse 2 '--best-of: 0 is not a whole number from 1 to 10000' -- generate --best-of 0
misuse 1 'has no profile of its corpus' '--corpus' -- generate --best-of 2 -o new --model old.safetensors
misuse 1 'few: 1 piece .* few' '--best-of needs at least 5' -- generate --best-of 2 --corpus few -o new
misuse 1 'none: No such file' -- generate --best-of 2 --corpus none -o new
misuse 2 '--corpus requires --best-of' -- generate --corpus pieces -o new
misuse 1 'are 10,000,000 candidates' 'ask for fewer' -- generate --best-of 10000 -n 1000 --corpus pieces -o new
misuse 2 '"yes" is one word too many' -- generate --flat yes -o new
misuse 1 'favourites: holds favourites' 'another folder with -o' -- generate -n 1 -o favourites
misuse 1 'favourites: holds favourites' 'another folder with -o' -- generate -n 1 -o favourites --force

# keep.
misuse 2 'pieces is required' -- keep
misuse 2 'pieces is empty: give a name' -- keep ''
misuse 2 'keep: --to is empty: give a name' -- keep run/piece-001 --to ''
misuse 1 'run/piece-099: run/pieces.json lists no such piece' 'piece-001 to piece-012' -- keep run/piece-099
misuse 1 'run: is a folder: name a piece in it' 'run/piece-001' -- keep run
misuse 1 'own has neither pieces.json nor favourites.json' 'out/piece-001' -- keep own/piece-001.mid
misuse 1 'nowhere has neither pieces.json' -- keep nowhere/piece-001
misuse 1 'site/index.html: is there already \(a file' 'another folder with --to' -- keep run/piece-001 --to site
misuse 1 'run/index.html: is there already \(a web page' 'another folder with --to' -- keep run/piece-001 --to run
misuse 1 'odd/favourites.json: is no record of favourites' 'another folder with --to' -- keep run/piece-001 --to odd
misuse 1 'letter.txt: the folder cannot be made' -- keep run/piece-001 --to letter.txt
misuse 1 'lost/piece-001.mid: is no longer there' 'composes it again' -- keep lost/piece-001 --to new
misuse 1 'damaged/pieces.json: is damaged|damaged has neither' -- keep damaged/piece-001 --to new
misuse 2 '--too is no option of it; did you mean --to' -- keep run/piece-001 --too best

# Over favourites.
misuse 1 'favourites/favourites.json \(a file' 'another -o' -- prepare pieces -o favourites/favourites.json
misuse 1 'favourites/index.html \(a web page' 'another -o' -- evaluate run --corpus pieces -o favourites/index.html
misuse 1 'favourites/run-piece-001.mid: would be written over' -- render favourites -o favourites --format midi --force
misuse 1 'favourites/favourites.json is there already, and it is not a model' -- train pieces -o favourites/favourites.json --restart

# generate: as what.
misuse 2 '--format: "doc" is none of midi, musicxml' -- generate --format doc
misuse 1 'no-engraver' 'musescore3' -- generate --format pdf --engraver ./no-engraver
misuse 1 'none.sf2' -- generate --format ogg --soundfont none.sf2
misuse 1 'letter.txt' -- generate --format ogg --soundfont letter.txt
misuse 2 '--arrange' 'satb' -- generate --arrange brass
misuse 2 '--loudness' -- generate --loudness 3

# prepare.
misuse 2 'path is required' -- prepare
misuse 1 'none: No such file' -- prepare none -o new.safetensors
misuse 1 'empty' -- prepare empty -o new.safetensors
misuse 1 'no MIDI|No MIDI' -- prepare texts -o new.safetensors
misuse 1 'model.safetensors \(a trained model' 'another -o' '--force' -- prepare pieces -o model.safetensors
misuse 1 'corpus.safetensors \(a corpus file' 'another -o' '--force' -- prepare pieces -o corpus.safetensors
misuse 1 'dangling.safetensors \(a link to nowhere' '--force' -- prepare pieces -o dangling.safetensors
misuse 1 'new.mid: what is written must not end in .mid' 'for instance -o new.safetensors' -- prepare pieces -o new.mid
misuse 1 'empty: is a folder; for instance -o empty/corpus.safetensors' -- prepare pieces -o empty
misuse 1 'tune.wav: is read and would be overwritten' -- prepare tune.wav -o tune.wav --force
misuse 1 'linked.html: is read and would be overwritten' -- prepare tune.mid -o linked.html --force
misuse 1 'letter.txt/new.safetensors|letter.txt: the folder cannot be made' -- prepare pieces -o letter.txt/new.safetensors
misuse 1 'File name too long' -- prepare pieces -o "$(printf 'x%.0s' {1..300})"
misuse 1 'cut.mid' -- prepare cut.mid --strict -o new.safetensors

# inspect.
misuse 1 'none.mid: No such file' -- inspect none.mid
misuse 1 'letter.txt' -- inspect letter.txt
misuse 1 'site/index.html \(a file' 'another --html' '--force' -- inspect pieces --html site/index.html
misuse 1 'corpus.safetensors: is read and would be overwritten' 'another --html' -- inspect corpus.safetensors --html corpus.safetensors
misuse 1 'empty: is a folder; for instance --html empty/report.html' -- inspect pieces --html empty

# train.
misuse 2 'path is required' -- train
misuse 1 'none: No such file' -- train none -o new.safetensors
misuse 1 'empty' -- train empty -o new.safetensors
misuse 1 'model.checkpoint.safetensors holds a finished training' '--resume' '--restart' -- train pieces -o model.safetensors
misuse 1 'corpus.safetensors is there already, and it is not a model \(a corpus file' 'another -o' -- train pieces -o corpus.safetensors
misuse 1 'corpus.safetensors is there already, and it is not a model' 'another -o' -- train pieces -o corpus.safetensors --restart
misuse 1 'letter.txt is there already, and it is not a model \(a file' 'another -o' -- train pieces -o letter.txt --restart
misuse 1 'other.curves.html is there already, without a training' 'another -o' -- train pieces -o other.safetensors
misuse 1 'other.curves.html is there already, without a training' 'another -o' -- train pieces -o other.safetensors --restart
misuse 1 'third.curves.jsonl is there already, without a training' -- train pieces -o third.safetensors --restart
misuse 1 'fourth.checkpoint.safetensors is there already, and it is not a checkpoint \(a corpus file' -- train pieces -o fourth.safetensors --restart
misuse 1 'fifth.at-10.safetensors is there already, and it is not a model \(a file' -- train pieces -o fifth.safetensors --snapshots 10 --restart
misuse 1 'model.at-100.safetensors is there already, and it is not a model \(a file' 'rename it' -- train pieces -o model.safetensors --epochs 2 --snapshots 100 --resume
misuse 1 'dangling.safetensors is there already, and it is not a model \(a link to nowhere' -- train pieces -o dangling.safetensors --restart
misuse 1 'alias.safetensors is there already' '--restart' -- train pieces -o alias.safetensors
misuse 1 'nothing to resume' 'leave --resume out' -- train pieces -o new.safetensors --resume
misuse 2 '--restart excludes --resume|--resume excludes --restart' -- train pieces -o model.safetensors --resume --restart
misuse 1 'new.mid: what is written must not end in .mid' -- train pieces -o new.mid
misuse 1 'letter.txt: the folder cannot be made|letter.txt/new.safetensors' -- train pieces -o letter.txt/new.safetensors
misuse 2 '--epochs' -- train pieces -o new.safetensors --epochs many
misuse 2 '--epochs: 0 is not a whole number from 1 to 1000000' -- train pieces -o new.safetensors --epochs 0
misuse 2 '--lr: -1 is not a number from 1e-09 to 10' -- train pieces -o new.safetensors --lr -1
misuse 2 '--validation: 1.5 is not a number from 0 to 0.9' -- train pieces -o new.safetensors --validation 1.5
misuse 1 'none.tsv' -- train pieces -o new.safetensors --split none.tsv
misuse 2 'snapshots' -- train pieces -o new.safetensors --snapshots 0,200
misuse 2 '--preset' -- train pieces -o new.safetensors --preset classic
misuse 2 '--cell' -- train pieces -o new.safetensors --cell transformer
misuse 1 'model.safetensors: is read and would be overwritten|model.safetensors' -- train model.safetensors -o model.safetensors --restart

# evaluate and likelihood.
misuse 2 '--corpus is required' -- evaluate run
misuse 1 'none: No such file' -- evaluate none --corpus pieces
misuse 1 'run: stands for the new pieces and for --corpus' -- evaluate run --corpus run
misuse 1 'letter.txt \(a file' 'another -o' '--force' -- evaluate run --corpus pieces -o letter.txt
misuse 1 'model.safetensors \(a trained model' '--force' -- evaluate run --corpus pieces -o model.safetensors
misuse 1 'run/pieces.json: is read and would be overwritten' -- evaluate run --corpus pieces -o run/pieces.json --force
misuse 1 'new.mid: what is written must not end in .mid' 'for instance -o new.html' -- evaluate run --corpus pieces -o new.mid
misuse 2 '--split excludes --model|--model excludes --split' -- evaluate run --corpus pieces --model model.safetensors --split none.tsv
misuse 1 'none: No such file' -- evaluate run --corpus pieces --held-out none
misuse 1 'none: No such file' -- evaluate run --corpus pieces --beside none
misuse 1 'corpus.safetensors' -- evaluate run --corpus pieces --model corpus.safetensors
misuse 1 'none.mid: No such file' -- likelihood none.mid
misuse 1 'corpus.safetensors' -- likelihood tune.mid --model corpus.safetensors
misuse 1 'letter.mid' -- likelihood letter.mid

# render.
misuse 2 '--output is required' -- render tune.mid
misuse 1 'none.mid: No such file' -- render none.mid -o new
misuse 1 'no MIDI file' -- render empty -o new
misuse 1 'sheets/one.musicxml \(sheet music' 'another folder with -o' '--force' -- render few -o sheets --format musicxml
misuse 1 'tune.wav: would be written over' 'another folder with -o' -- render tune.wav -o . --format wav --force
misuse 1 'tune.mid: would be written over' 'another folder with -o' -- render tune.mid -o . --format midi --force
misuse 1 'letter.txt: the folder cannot be made' -- render tune.mid -o letter.txt --format musicxml
misuse 1 'one.musicxml: cannot be written' -- render few -o taken --format musicxml
misuse 2 '--key' '"H minor" is not a key' -- render tune.mid -o new --key 'H minor'
misuse 2 '--time' '"4/5" is not a time signature' -- render tune.mid -o new --time 4/5
misuse 2 '--pickup' -- render tune.mid -o new --pickup 1/3
misuse 2 '--tempo' -- render tune.mid -o new --tempo nan
misuse 2 '--format: "doc" is none of midi, musicxml' -- render tune.mid -o new --format doc

# compare, benchmark, bench.
misuse 1 'site/index.html \(a file' '--force' -- compare pieces -o site/index.html
misuse 2 '--cells' -- compare pieces --cells gru,transformer
misuse 1 'leave one of them out' -- compare pieces --equal time --epochs 3
misuse 1 'jazz is no benchmark and no file' 'choose' -- benchmark jazz
misuse 1 'letter.txt: say how long its frames are: --frame' -- benchmark letter.txt
misuse 1 'letter.txt' -- benchmark letter.txt --frame 1/4
misuse 1 'is not there' '--data' -- benchmark jsb16 --data empty
misuse 1 'benchmark: corpora/jsb16/.* is not there' '--data' -- benchmark jsb16
misuse 1 'model.safetensors \(a trained model' '--force' -- benchmark letter.txt --frame 1/4 -o model.safetensors
misuse 1 "no row's name contains 'nothing'" 'the rows are' -- bench --only nothing
misuse 2 '--threads' -- bench --threads 0

# listening-test.
misuse 1 'needs --human and --machine' '--score' -- listening-test
misuse 1 'none: No such file' -- listening-test --human none --machine run
misuse 1 'test holds another listening test' 'another folder with -o' '--force' -- listening-test --human pieces --machine run --seconds 1 -n 2 --seed 2 -o test
misuse 1 'site/index.html \(a file' 'another folder with -o' '--force' -- listening-test --human pieces --machine run --seconds 1 -n 2 -o site
misuse 2 '--items' -- listening-test --human pieces --machine run -n 0
misuse 1 '-n 3 is not --singles 1 plus --pairs 1' 'leave one of them out' -- listening-test --human pieces --machine run -n 3 --singles 1 --pairs 1
misuse 1 'none.json: cannot be opened' -- listening-test --score none.json --key test/key.json
misuse 1 'key.json' -- listening-test --score test/key.json
misuse 1 'key.json' -- listening-test --score letter.txt --key key.json

[[ $cases -ge 178 ]] || {
  echo "only $cases cases"
  exit 1
}
echo "$cases misuses, $failures of them answered wrongly"
[[ $failures -eq 0 ]]
