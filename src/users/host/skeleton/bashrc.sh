# Written by sluice: changes here are lost. Own settings go into ~/.bash_aliases.

# Only for people.
case $- in
    *i*) ;;
    *) return ;;
esac

# History: one file for each host and month, long, appended to, without noise.
HISTFILE="$HOME/.bash_histories/$(uname -n)/$(date +%Y_%m)"
mkdir -p "${HISTFILE%/*}"
HISTCONTROL=ignoredups
HISTIGNORE='&:ls:bg:fg:exit'
HISTSIZE=10000
HISTFILESIZE=10000
shopt -s histappend

# Lines and columns follow the window.
shopt -s checkwinsize

# Prompt: user@host:dir$, in colour where the terminal has it.
case $TERM in
    *color* | xterm* | screen* | tmux* | linux) colour=yes ;;
    *) colour= ;;
esac
if [ -n "$colour" ]; then
    PS1='${USER_CMD_PROMPT}\[\033[01;32m\]\u@\h\[\033[00m\]:\[\033[01;34m\]\w\[\033[00m\]\$ '
else
    PS1='${USER_CMD_PROMPT}\u@\h:\w\$ '
fi
case $TERM in
    xterm* | rxvt*) PS1="\[\033]0;\u@\h: \w\007\]$PS1" ;;
esac
unset colour

if command -v dircolors >/dev/null 2>&1; then
    eval "$(dircolors -b)"
    alias ls='ls --color=auto'
    alias grep='grep --color=auto'
fi
alias ll='ls -alF'
alias la='ls -A'
alias l='ls -CF'
alias h='history'

if [ -r "$HOME/.bash_aliases" ]; then
    . "$HOME/.bash_aliases"
fi
if ! shopt -oq posix; then
    if [ -r /usr/share/bash-completion/bash_completion ]; then
        . /usr/share/bash-completion/bash_completion
    elif [ -r /etc/bash_completion ]; then
        . /etc/bash_completion
    fi
fi
