#!/bin/sh
# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Stands for a program that speaks. As espeak-ng it takes that one's options; as any other WAV [TEXT] [WORD...], with the
# text from its standard input where TEXT is missing or "-". The sound is $FAKE_SPEECH_SOUND. What it was called with goes
# to $FAKE_SPEECH_LOG, one argument a line, and the text to $FAKE_SPEECH_LOG.text. $FAKE_SPEECH says how it fails.
log=${FAKE_SPEECH_LOG:-/dev/null}
case $1 in
    --voices)
        printf 'Pty Language Age/Gender VoiceName File Other\n'
        printf ' 5  en-us  --/M  English_(America) gmw/en-US (en 3)\n 5  de  --/M  German gmw/de\n 5  cmn  --/M  Chinese sit/cmn\n'
        exit ;;
    --voices=variant)
        printf 'Pty Language Age/Gender VoiceName File Other\n 5  variant  --/F  female3 !v/f3\n'
        exit ;;
esac
printf '%s\n' "$@" >> "$log"
wav=$1
text=$2
if [ "$(basename "$0")" = espeak-ng ]; then
    while [ $# -gt 0 ]; do
        case $1 in
            -f) text=$2; shift ;;
            -w) wav=$2; shift ;;
        esac
        shift
    done
fi
case ${text:--} in
    -) said=$(cat) ;;
    *) said=$(cat "$text") ;;
esac
[ "$log" = /dev/null ] || printf '%s\n' "$said" >> "$log.text"
case $FAKE_SPEECH in
    fails) printf 'no\033 tongue\n' >&2; exit 3 ;;
    nothing) exit 0 ;;
    empty) : > "$wav"; exit 0 ;;
    garbage) printf 'not a sound at all' > "$wav"; exit 0 ;;
    waits) printf begun > "$log.begun"; sleep 1000 & wait; exit 0 ;;
esac
cp "$FAKE_SPEECH_SOUND" "$wav"
