# sudo's rules. sudo reads a valid set at every moment: each change is checked in a copy of the whole set, then
# renamed into place, then the set is checked once more and the old file put back if it does not hold.

include_pattern='^(#|[[:space:]]*@)includedir[[:space:]]+["'\'']?/etc/sudoers\.d/?["'\'']?[[:space:]]*([[:space:]]#.*)?$'
copy=/etc/sudoers.sluice-new
copies=/etc/sudoers.sluice-new.d
admin_rule='%edxadmin ALL=(ALL) NOPASSWD:ALL'
includes() { grep -Eq "$include_pattern" /etc/sudoers; }

drop_copies() { rm -rf "$copy" "$copies"; }

# The set as it would be with FILE of sudoers.d holding CONTENT. CONTENT on the input.
check_set() { # check_set FILE
  drop_copies
  mkdir -m 700 "$copies" || return 1
  for file in /etc/sudoers.d/*; do
    [ -f "$file" ] && { cp "$file" "$copies/" || return 1; }
  done
  cat >"$copies/$1" || return 1
  chown 0:0 "$copies"/* && chmod 0440 "$copies"/* || return 1
  grep -Ev "$include_pattern" /etc/sudoers >"$copy"
  printf '\n#includedir %s\n' "$copies" >>"$copy"
  chmod 0440 "$copy"
  message=$(visudo -cf "$copy" 2>&1) && { drop_copies; return 0; }
  drop_copies
  printf '%s\n' "$message" | sed "s#$copies#/etc/sudoers.d#g; s#$copy#/etc/sudoers#g"
  return 1
}

without_blanks() { printf '%s\n' "$1" | grep -v '^[[:space:]]*$'; }

# rules_file NAME CONTENT: /etc/sudoers.d/NAME, root:root 0440. Blank lines make no difference.
rules_file() {
  file=/etc/sudoers.d/$1
  if [ -f "$file" ] && [ ! -L "$file" ] && [ "$(stat -c %u:%g:%a "$file")" = 0:0:440 ] &&
    [ "$(without_blanks "$(cat "$file")")" = "$(without_blanks "$2")" ]; then return 0; fi
  differs
  was "$file" "$file" "$2"
  if [ "$check" = 1 ] && [ ! -d /etc/sudoers.d ]; then return 0; fi
  printf '%s' "$2" | check_set "$1" || exit 1
  [ "$check" = 1 ] && return 0
  old=; [ -f "$file" ] && old=$(cat "$file"; echo x)
  printf '%s' "$2" | dd of=$copy conv=fsync 2>/dev/null && chown 0:0 $copy && chmod 0440 $copy && mv -fT $copy "$file" || exit 1
  label "$file"
  said=$(visudo -c 2>&1) && return 0
  if [ -n "$old" ]; then
    printf '%s' "${old%x}" >$copy && chmod 0440 $copy && mv -fT $copy "$file"
  else
    rm -f "$file"
  fi
  die "the rules as a whole are not valid, the old ones are back: $said"
}

include_rules() {
  [ -d /etc/sudoers.d ] || { differs; act mkdir -m 750 /etc/sudoers.d; }
  includes && same_or_changed
  differs
  text=$(cat /etc/sudoers)
  text="$text
#includedir /etc/sudoers.d
"
  was /etc/sudoers /etc/sudoers "$text"
  [ "$check" = 1 ] && same_or_changed
  printf '%s' "$text" >$copy && chown 0:0 $copy && chmod 0440 $copy || exit 1
  said=$(visudo -cf $copy 2>&1) || { rm -f $copy; die "$said"; }
  mv -fT $copy /etc/sudoers || exit 1
  label /etc/sudoers
  exit 10
}

admin_rules() { rules_file edxadmin "$admin_rule"; same_or_changed; }

# The lines of 99-restricted: those of the input in its order. Who is held back keeps the lines that are there.
user_rules() {
  for i in $all_users; do
    load "$i"
    if [ "$held" = 1 ]; then
      grep "^$name[[:space:]]" /etc/sudoers.d/99-restricted 2>/dev/null
    elif [ "$present" = 1 ] && [ -n "$rules" ]; then
      printf '%s\n' "$rules"
    fi
  done
}
write_user_rules() {
  text=$(user_rules)
  rules_file 99-restricted "$text
"
  same_or_changed
}

# Before an account is deleted: its lines alone.
drop_rules_of() { # drop_rules_of NAME
  grep -q "^$1[[:space:]]" /etc/sudoers.d/99-restricted 2>/dev/null || exit 0
  rules_file 99-restricted "$(grep -v "^$1[[:space:]]" /etc/sudoers.d/99-restricted)
"
  same_or_changed
}

# All rules before anything is changed; a wrong one is told with its user. One visudo when all is well.
rules_hold() {
  command -v visudo >/dev/null || { item=; fail_early "E330: visudo is not installed: sudo rules are never written unchecked"; return 1; }
  all=$(user_rules)
  [ "$(without_blanks "$(cat /etc/sudoers.d/99-restricted 2>/dev/null)")" = "$(without_blanks "$all")" ] && return 0
  if said=$(printf '%s\n' "$all" | visudo_on_copy); then return 0; fi
  blamed=0
  for i in $all_users; do
    load "$i"
    [ "$held" = 1 ] || [ "$present" != 1 ] && continue
    printf '%s\n' "$rules" >$copies.rules
    while IFS= read -r rule; do
      [ -n "$rule" ] || continue
      said_one=$(printf '%s\n' "$rule" | visudo_on_copy) && continue
      item=$name; fail_early "sudo refuses the rule '$rule': $said_one"; blamed=1
    done <$copies.rules
  done
  rm -f $copies.rules
  [ $blamed = 1 ] || { item=; fail_early "sudo refuses the rules: $said"; }
  return 1
}
visudo_on_copy() {
  cat >$copy && chmod 0440 $copy
  message=$(visudo -cf $copy 2>&1); code=$?
  rm -f $copy
  printf '%s\n' "$message" | sed "s#$copy:##g; s#$copy#the rule#g"
  return $code
}
fail_early() { task=13; say "result	13	$item	failed	$(one_line "$1")"; }
